/* Sorts and filters tables. */
"use strict";
(() => {
  const LEAST = 20; // rows that are worth a filter
  const text = (row, column) => (row.cells[column] ? row.cells[column].textContent.trim() : "");
  const number = (value) => parseFloat(value.replace(/,/g, ""));
  const is = (row, name) => row.classList.contains("autodocgen-" + name);

  // Rows between two headings are sorted among themselves; totals stay last.
  const sections = (body) => {
    const found = [[]];
    for (const row of body.rows) {
      if (is(row, "group")) found.push([row], []);
      else if (!is(row, "total")) found[found.length - 1].push(row);
    }
    return found;
  };

  const sort = (table, column, down) => {
    const body = table.tBodies[0];
    const totals = [...body.rows].filter((row) => is(row, "total"));
    const compare = (a, b) => {
      const [one, two] = [text(a, column), text(b, column)];
      const [x, y] = [number(one), number(two)];
      if (column && isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
      const order = column && !isNaN(x) ? x - y : one.localeCompare(two, "en", { numeric: true });
      return down ? -order : order;
    };
    const rows = sections(body).flatMap((part) =>
      part.length && !is(part[0], "group") ? part.sort(compare) : part);
    body.append(...rows, ...totals);
  };

  const addSort = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = Object.assign(document.createElement("button"),
        { type: "button", className: "autodocgen-sort" });
      button.textContent = head.textContent.trim();
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const both = ["descending", "ascending"];
        const [first, second] = column ? both : both.reverse();
        const order = head.getAttribute("aria-sort") === first ? second : first;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        sort(table, column, order === "descending");
      });
    });
  };

  const addFilter = (table) => {
    const field = Object.assign(document.createElement("input"),
      { type: "search", className: "autodocgen-filter", placeholder: "Filter by name" });
    field.setAttribute("aria-label", field.placeholder);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase();
      for (const row of table.tBodies[0].rows)
        if (!is(row, "total") && !is(row, "group"))
          row.hidden = !text(row, 0).toLowerCase().includes(wanted);
    });
    (table.closest(".table-wrapper") || table).before(field);
  };

  const start = () =>
    document.querySelectorAll(".autodocgen-complexity, .autodocgen-coverage").forEach((table) => {
      if (!table.tHead || !table.tBodies.length) return;
      addSort(table);
      if (table.tBodies[0].rows.length > LEAST) addFilter(table);
    });
  start(); // the script is deferred
})();
