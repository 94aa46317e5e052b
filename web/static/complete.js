// Offers agencies, numbers and words while somebody types into the search box. The page does the same without it.
// Where there is room it opens the filters in browsers whose style sheets cannot.
(function () {
  "use strict";
  var filters = document.getElementById("filters");
  var bySheet = window.CSS && CSS.supports && CSS.supports("selector(::details-content)");
  if (filters && !bySheet && window.matchMedia("(min-width: 56.01rem)").matches) filters.open = true;
  var script = document.currentScript, TYPING = 150, LIMIT = 8;
  var box = document.getElementById("q"), list = document.getElementById("meant");
  if (!box || !list || !window.fetch) return;
  var timer = 0, asked = "";

  function show(answer, q) {
    if (q !== box.value) return;
    list.replaceChildren.apply(list, answer.suggestions.map(function (one) {
      var option = document.createElement("option");
      option.value = one.kind === "term" ? one.value : one.label;
      return option;
    }));
  }

  function ask() {
    var q = box.value;
    if (!q.trim() || q === asked) return;
    asked = q;
    fetch(script.dataset.suggest + "?limit=" + LIMIT + "&q=" + encodeURIComponent(q), { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
      .then(function (answer) { show(answer, q); })
      .catch(function () { list.replaceChildren(); });
  }

  box.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING);
  });
})();
