// Offers agencies, numbers and words while somebody types into a box that says which kinds it takes (data-kinds). A box
// that picks (data-picks) chooses what is typed in the select of that id. The page does the same without this script.
// Where there is room it opens the filters in browsers whose style sheets cannot.
(function () {
  "use strict";
  var filters = document.getElementById("filters");
  var bySheet = window.CSS && CSS.supports && CSS.supports("selector(::details-content)");
  if (filters && !bySheet && window.matchMedia("(min-width: 56.01rem)").matches) filters.open = true;
  var script = document.currentScript, TYPING = 150, LIMIT = 8;
  if (!window.fetch) return;

  function complete(box) {
    var list = box.list, select = document.getElementById(box.dataset.picks || ""), timer = 0, asked = "";
    if (!list) return;

    function offer(texts) {
      list.replaceChildren.apply(list, Array.from(new Set(texts)).slice(0, LIMIT).map(function (text) {
        var option = document.createElement("option");
        option.value = text;
        return option;
      }));
    }

    function named(q) {
      return select ? Array.from(select.options).filter(function (one) {
        return one.text.toLowerCase().includes(q.trim().toLowerCase());
      }) : [];
    }

    function text(one) {
      var there = select && Array.from(select.options).find(function (option) { return option.value === one.value; });
      return there ? there.text : one.kind === "term" ? one.value : one.label;
    }

    function show(answer, q) {
      if (q === box.value) offer(named(q).map(function (one) { return one.text; }).concat(answer.suggestions.map(text)));
    }

    function ask() {
      var q = box.value;
      if (!q.trim() || q === asked) return;
      asked = q;
      var kinds = box.dataset.kinds.split(" ").map(encodeURIComponent).join(",");
      fetch(script.dataset.suggest + "?limit=" + LIMIT + "&kind=" + kinds + "&q=" + encodeURIComponent(q), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (answer) { show(answer, q); })
        .catch(function () { show({ suggestions: [] }, q); });
    }

    function pick() {
      var found = select && Array.from(select.options).find(function (one) { return one.text === box.value; });
      if (found) select.value = found.value;
    }

    box.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, TYPING);
      pick();
    });
    if (select) box.closest("[hidden]").hidden = false;
  }

  Array.from(document.querySelectorAll("input[data-kinds]")).forEach(complete);
})();
