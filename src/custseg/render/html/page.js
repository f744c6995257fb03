"use strict";
/* A click on a column's header sorts its table: amounts from the highest down, texts from the first up;
   another click turns the order round. What is missing stays at the end, equals stay as they stood. */
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  const heads = table.tHead.rows[0].cells;
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const isMissing = (cell) => cell.dataset.v === "";
  const isAmount = (cell) => cell.dataset.v > "";
  const order = (at, sign) => (a, b) => {
    const [x, y] = [a.cells[at], b.cells[at]];
    if (isMissing(x) || isMissing(y)) return isMissing(x) - isMissing(y);
    return sign * (isAmount(x) ? x.dataset.v - y.dataset.v : compare(x.textContent, y.textContent));
  };
  for (const head of heads) {
    const at = head.cellIndex;
    const sort = () => {
      const before = head.getAttribute("aria-sort");
      const amounts = Array.from(body.rows).some((row) => isAmount(row.cells[at]));
      const down = before ? before === "ascending" : amounts;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...Array.from(body.rows).sort(order(at, down ? -1 : 1)));
    };
    head.tabIndex = 0;
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
    });
  }
}
