"use strict";
/* A click on a column's header sorts its table; another click turns the order round. */
for (const table of document.querySelectorAll("table.sorts")) {
  const body = table.tBodies[0];
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const value = (row, at) => row.cells[at].dataset.v;
  const order = (at) => (a, b) => {
    const x = value(a, at), y = value(b, at);
    if (x === undefined) return compare(a.cells[at].textContent, b.cells[at].textContent);
    return x === "" ? 1 : y === "" ? -1 : y - x;
  };
  for (const head of table.tHead.rows[0].cells) {
    const sort = () => {
      const again = head.getAttribute("aria-sort") === "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", again ? "ascending" : "descending");
      const rows = Array.from(body.rows).sort(order(head.cellIndex));
      body.append(...(again ? rows.reverse() : rows));
    };
    head.tabIndex = 0;
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
    });
  }
}
