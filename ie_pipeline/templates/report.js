(() => {
  "use strict";
  const root = document.documentElement;
  const items = [...document.querySelectorAll(".index li")];
  const filters = [...document.querySelectorAll("[data-filter]")];
  const search = document.getElementById("search");
  let current = null;
  let status = "";
  root.classList.add("js");

  const itemOf = (article) => items.find((item) => item.firstElementChild.hash === "#" + article.id);

  function show(article) {
    if (!article || article === current) return;
    if (current) {
      current.classList.remove("current");
      itemOf(current).firstElementChild.removeAttribute("aria-current");
    }
    current = article;
    article.classList.add("current");
    const item = itemOf(article);
    item.firstElementChild.setAttribute("aria-current", "true");
    item.scrollIntoView({ block: "nearest" });
  }

  function flash(elements) {
    for (const element of elements) {
      element.classList.remove("flash");
      void element.offsetWidth;
      element.classList.add("flash");
    }
  }

  const marksOf = (key) => current.querySelectorAll(`mark[data-keys~="${key}"]`);
  const rowsOf = (mark) => mark.dataset.keys.split(" ").map((key) => current.querySelector(`[data-key="${key}"]`)).filter(Boolean);

  function follow(event) {
    const target = document.getElementById(location.hash.slice(1));
    const article = target && target.closest("article");
    show(article || current || document.querySelector("article"));
    if (target && target.matches("mark")) target.scrollIntoView({ block: "center" });
    else if (event && target) { // the browser did not go there, for it was not shown
      article.scrollIntoView();
      article.querySelector(".text").focus({ preventScroll: true }); // for the keys that scroll
    }
  }

  function narrow() {
    const wanted = search.value.trim().toLowerCase();
    let left = 0;
    for (const item of items) {
      const fits = (!status || item.dataset.status === status) && item.textContent.toLowerCase().includes(wanted);
      item.hidden = !fits;
      left += fits;
    }
    document.querySelector(".none").hidden = left > 0;
    if (!left || !current || !itemOf(current).hidden) return;
    const { hash } = neighbour(1);
    history.replaceState(null, "", hash); // a jump would take the cursor out of the search field
    show(document.getElementById(hash.slice(1)));
  }

  function neighbour(by) {
    const shown = items.filter((item) => !item.hidden);
    const here = shown.indexOf(current && itemOf(current));
    const next = shown[here < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, here + by))];
    return next && next.firstElementChild;
  }

  function step(by) {
    const next = neighbour(by);
    if (next) location.hash = next.hash;
  }

  for (const button of filters) {
    button.addEventListener("click", () => {
      status = button.dataset.filter;
      for (const other of filters) other.setAttribute("aria-pressed", String(other === button));
      narrow();
    });
  }
  search.addEventListener("input", narrow);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.value");
    const mark = event.target.closest("mark[data-keys]");
    if (link) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      const marks = marksOf(link.closest("[data-key]").dataset.key);
      if (marks.length) marks[0].scrollIntoView({ block: "center" });
      flash(marks);
    } else if (mark) {
      const rows = rowsOf(mark);
      if (rows.length) rows[0].scrollIntoView({ block: "nearest" });
      flash(rows);
    }
  });

  function light(event, on) {
    const row = event.target.closest && event.target.closest("[data-key]");
    const mark = event.target.closest && event.target.closest("mark[data-keys]");
    const lit = row ? marksOf(row.dataset.key) : mark ? rowsOf(mark) : [];
    for (const element of lit) element.classList.toggle("lit", on);
  }
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => light(event, true));
  for (const kind of ["mouseout", "focusout"]) document.addEventListener(kind, (event) => light(event, false));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    }
  });
  window.addEventListener("hashchange", follow);
  follow();
})();
