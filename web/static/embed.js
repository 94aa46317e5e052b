// <report-search q="依申请公开" year="2017" agency="…" region="…" kind="requests" form="T21" sort="-year" limit="5" lang="zh" theme="auto">
// shows a search of disclosure reports on any page, <report-figure field="requests.received" agency="…,…"> a number over the
// years as a chart and a table. Text of reports only ever becomes text nodes, never markup.
// Events, which bubble: report-search:results, report-search:select, report-search:error; report-figure:results, …:select, …:error.
// It also sets the height of iframes of this service to what the page in them tells.
(function () {
  "use strict";

  var script = document.currentScript;
  var BASE = new URL(".", script ? script.src : findOwnAddress()).href;
  // Filled in by web/resources/assets.py: the facets of the search, each of which is a filter.
  var FILTERS = "@FACETS@".split(" ").concat("sort");
  var LONGEST = 200, PATIENCE = 10000, RETRY_AFTER = 1000, TYPING = 200;
  var WORDS = {
    zh: {
      search: "检索", label: "检索政府信息公开年度报告", placeholder: "检索词", waiting: "正在检索…", more: "更多结果",
      found: function (n) { return n + " 个章节"; }, relaxed: "没有章节包含全部检索词，以下是包含其中一部分的章节。",
      none: "没有找到。", offline: "检索服务暂时无法访问，请稍后再试。", busy: "请求过于频繁，请稍后再试。",
      failed: "检索没有成功。", fresh: "（新窗口）", opening: "标题与正文开头",
      agency: "机关", nothing: "没有可以显示的数值。", sum: "由统计表各项相加得出", doubt: "有疑问，见报告",
      breaks: "虚线处统计表改版或机关变更，前后不可直接比较。", source: "来源", site: "政府信息公开年度报告检索", drawing: "正在读取…",
      reasons: { no_report: "未收录", not_asked: "表无此项", not_stated: "未载明", blank: "空白", unparsed: "无法辨读" }
    },
    en: {
      search: "Search", label: "Search disclosure reports", placeholder: "Words", waiting: "Searching…", more: "More results",
      found: function (n) { return n + (n === 1 ? " section" : " sections"); },
      relaxed: "No section has all the words; these have some of them.",
      none: "Nothing found.", offline: "The search cannot be reached; please try again later.",
      busy: "Too many requests; please try again later.", failed: "The search did not succeed.", fresh: " (new window)",
      opening: "Title and opening", agency: "Agency", nothing: "There are no values to show.", sum: "a sum of cells of the table",
      doubt: "in doubt, see the report", breaks: "At a dashed line the form or the agency changed: values do not compare.",
      source: "Source", site: "Disclosure report search", drawing: "Loading…",
      reasons: { no_report: "no report", not_asked: "not asked", not_stated: "not stated", blank: "blank", unparsed: "no single reading" }
    }
  };
  var STYLE = [
    ":host{display:block;--ink:var(--report-ink,#1b2430);--soft:var(--report-soft,#5a6675);--line:var(--report-line,#d8dee6);--paper:var(--report-paper,#fff);--link:var(--report-link,#1f4e79);--mark:var(--report-mark,#ffe69a);--mark-ink:var(--report-mark-ink,#2b2100);--focus:#c2410c;--button:var(--report-button,#1f4e79);--c0:#1f5f99;--c1:#c2410c;--c2:#2b7a3d;--c3:#7a3e9d;--c4:#8a6d00;--c5:#0e7c86;--c6:#b0305c;--c7:#4a4a4a;padding:.75em;color:var(--ink);background:var(--paper);font:inherit;line-height:1.6;overflow-wrap:anywhere}",
    ":host([hidden]){display:none}",
    ":host([theme=dark]){--ink:var(--report-ink,#e4e9ef);--soft:var(--report-soft,#9aa6b4);--line:var(--report-line,#2c3542);--paper:var(--report-paper,#161b22);--link:var(--report-link,#8fc1f0);--mark:var(--report-mark,#6b5500);--mark-ink:var(--report-mark-ink,#fff4cf);--focus:#ffb169;--c0:#7db4ea;--c1:#ff9d6b;--c2:#7fd18f;--c3:#cfa3ee;--c4:#e3c45c;--c5:#6fd3dc;--c6:#f593b6;--c7:#c9ced6;color-scheme:dark}",
    "@media (prefers-color-scheme:dark){:host([theme=auto]){--ink:var(--report-ink,#e4e9ef);--soft:var(--report-soft,#9aa6b4);--line:var(--report-line,#2c3542);--paper:var(--report-paper,#161b22);--link:var(--report-link,#8fc1f0);--mark:var(--report-mark,#6b5500);--mark-ink:var(--report-mark-ink,#fff4cf);--focus:#ffb169;--c0:#7db4ea;--c1:#ff9d6b;--c2:#7fd18f;--c3:#cfa3ee;--c4:#e3c45c;--c5:#6fd3dc;--c6:#f593b6;--c7:#c9ced6;color-scheme:dark}}",
    "*{box-sizing:border-box}form{display:flex;gap:.5em;margin:0 0 .5em}",
    "input{flex:1;min-width:0;font:inherit;padding:.4em .7em;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:6px}",
    "button{font:inherit;padding:.4em 1em;color:#fff;background:var(--button);border:1px solid transparent;border-radius:6px;cursor:pointer;white-space:nowrap}",
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}",
    "ol{list-style:none;margin:0;padding:0}li{padding:.6em 0;border-bottom:1px solid var(--line)}",
    "p{margin:.15em 0}a{color:var(--link);font-weight:600;text-decoration:none}a:hover{text-decoration:underline}",
    "mark{background:var(--mark);color:var(--mark-ink);border-radius:2px}",
    ".from,.status{color:var(--soft);font-size:.875em}.more{margin-top:.6em}[hidden]{display:none}",
    "svg{display:block;width:100%;max-width:60rem;height:auto}.rule{stroke:var(--line)}.break{stroke:#b58900;stroke-dasharray:4 4}",
    ".tick{fill:var(--soft);font-size:14px}.legend{fill:var(--ink);font-size:15px}.join{fill:none;stroke:currentColor;stroke-width:2.5}.dot{fill:currentColor}",
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9375em}caption{text-align:left;font-weight:600;padding:.2em 0}",
    "th,td{padding:.3em .6em;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child{text-align:left;font-weight:400}td.none{color:var(--soft);font-size:.8125em}",
    ".c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}",
    ".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
  ].join("");

  function findOwnAddress() {
    var all = document.querySelectorAll("script[src]");
    for (var i = all.length - 1; i >= 0; i--) if (/\/embed\.js(\?|$)/.test(all[i].src)) return all[i].src;
    return document.baseURI;
  }

  function make(name, properties, children) {
    var element = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) { element.setAttribute(key, properties[key]); });
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  // Ranges count code points; a JavaScript string counts UTF-16 units, so the text is taken apart first.
  function marked(text, ranges) {
    var points = Array.from(text), at = 0, nodes = [];
    ranges.forEach(function (range) {
      nodes.push(points.slice(at, range[0]).join(""));
      nodes.push(make("mark", {}, [points.slice(range[0], range[1]).join("")]));
      at = range[1];
    });
    nodes.push(points.slice(at).join(""));
    return nodes;
  }

  // Only http(s) addresses become links, whatever an answer says.
  function reportAddress(url, q) {
    var address = new URL(url, BASE);
    if (address.protocol !== "http:" && address.protocol !== "https:") return null;
    if (q.trim()) address.searchParams.set("q", q);
    return address.href;
  }

  function adoptStyle(root) {
    if (root.adoptedStyleSheets && "replaceSync" in CSSStyleSheet.prototype) {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(make("style", {}, [STYLE]));
    }
  }

  function wordsOf(element) {
    var lang = element.getAttribute("lang") || "zh";
    return WORDS[lang.toLowerCase().indexOf("en") === 0 ? "en" : "zh"];
  }

  function tell(element, name, detail) {
    element.dispatchEvent(new CustomEvent(element.localName + ":" + name, { bubbles: true, composed: true, detail: detail }));
  }

  function waited(time) { return new Promise(function (done) { setTimeout(done, time); }); }

  // Asks within a time limit, and once more where the service is busy, away or silent.
  // Returns {answer} or {complaint, status}; null where `signal` was aborted.
  async function ask(address, words, signal) {
    for (var attempt = 0; ; attempt++) {
      var limit = new AbortController(), stop = limit.abort.bind(limit), timer = setTimeout(stop, PATIENCE);
      signal.addEventListener("abort", stop);
      var status = 0, failure = { complaint: words.offline, status: 0 };
      try {
        var response = await fetch(address, {
          signal: limit.signal, credentials: "omit",
          headers: { Accept: "application/json", "Accept-Language": words === WORDS.en ? "en" : "zh" }
        });
        status = response.status;
        if (response.ok) return { answer: await response.json() };
        failure = { complaint: await complaint(response, words), status: status };
      } catch (error) {
        if (signal.aborted) return null;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
      }
      if (attempt || (status && status < 500)) return failure;
      await waited(RETRY_AFTER);
      if (signal.aborted) return null;
    }
  }

  async function complaint(response, words) {
    if (response.status === 429) return words.busy;
    try {
      return words.failed + " " + (await response.json()).detail;
    } catch (error) {
      return words.failed;
    }
  }

  class ReportSearch extends HTMLElement {
    static get observedAttributes() { return ["q", "limit", "placeholder", "lang"].concat(FILTERS); }

    constructor() {
      super();
      this._request = null;
      this._next = null;
      this._scheduled = false;
    }

    connectedCallback() {
      if (!this.shadowRoot) this._build();
      this._name();
      this._schedule();
    }

    disconnectedCallback() { this._abort(); }

    attributeChangedCallback(name, before, after) {
      if (!this.shadowRoot || before === after) return;
      this._name();
      if (name === "q") this._input.value = after || "";
      if (name !== "placeholder" && name !== "lang") this._schedule();
    }

    get _words() { return wordsOf(this); }

    _build() {
      var root = this.attachShadow({ mode: "open" });
      adoptStyle(root);
      this._input = make("input", { type: "search", name: "q", id: "q", maxlength: LONGEST, autocomplete: "off", list: "meant", part: "input" });
      this._meant = make("datalist", { id: "meant" });
      this._input.value = this.getAttribute("q") || "";
      this._label = make("label", { "for": "q", "class": "hidden" });
      this._button = make("button", { part: "button" });
      this._form = make("form", { role: "search", part: "form" }, [this._label, this._input, this._meant, this._button]);
      this._status = make("p", { role: "status", "class": "status", part: "status" });
      this._list = make("ol", { part: "results" });
      this._more = make("button", { "class": "more", type: "button", hidden: "", part: "more" });
      root.append(this._form, this._status, this._list, this._more);
      var self = this;
      this._form.addEventListener("submit", function (event) { event.preventDefault(); self._search(); });
      this._input.addEventListener("input", function () { self._suggest(); });
      this._more.addEventListener("click", function () { self._load(self._next, true); });
    }

    _name() {
      var words = this._words;
      this._label.textContent = words.label;
      this._button.textContent = words.search;
      this._more.textContent = words.more;
      this._input.placeholder = this.getAttribute("placeholder") || words.placeholder;
    }

    // Attributes set one after the other make one request. Without an attribute q nothing is asked until a reader does.
    _schedule() {
      if (this._scheduled || !this.hasAttribute("q")) return;
      this._scheduled = true;
      var self = this;
      queueMicrotask(function () { self._scheduled = false; if (self.isConnected) self._search(); });
    }

    _search() {
      var address = new URL("search", BASE), self = this;
      address.searchParams.set("q", this._input.value);
      address.searchParams.set("facets", "none");
      address.searchParams.set("limit", this.getAttribute("limit") || "5");
      FILTERS.forEach(function (name) {
        var value = self.getAttribute(name);
        if (value) address.searchParams.set(name, value);
      });
      this._load(address.href, false);
    }

    _abort() {
      if (this._request) this._request.abort();
      this._request = null;
    }

    async _load(address, further) {
      this._abort();
      var request = new AbortController(), words = this._words, q = this._input.value;
      this._request = request;
      this._list.setAttribute("aria-busy", "true");
      this._status.textContent = words.waiting;
      var found = await ask(address, words, request.signal);
      if (this._request !== request) return;
      this._request = null;
      this._list.removeAttribute("aria-busy");
      if (found.answer) this._show(found.answer, q, further);
      else this._fail(found.complaint, found.status);
    }

    _fail(complaint, status) {
      this._list.replaceChildren();
      this._more.hidden = true;
      this._status.textContent = complaint;
      tell(this, "error", { message: complaint, status: status });
    }

    // What may be meant by the words begun; a reader who types on is not waited for.
    async _suggest() {
      var q = this._input.value;
      await waited(TYPING);
      if (q !== this._input.value || !q.trim()) return;
      var address = new URL("suggest", BASE);
      address.searchParams.set("q", q);
      address.searchParams.set("limit", "8");
      var found = await ask(address.href, this._words, new AbortController().signal);
      if (!found || !found.answer || q !== this._input.value) return;
      this._meant.replaceChildren.apply(this._meant, found.answer.suggestions.map(function (one) {
        return make("option", { value: one.kind === "term" ? one.value : one.label });
      }));
    }

    _show(answer, q, further) {
      var words = this._words, self = this;
      var first = null, rows = answer.hits.map(function (hit) { return self._row(hit, q); });
      if (!further) this._list.replaceChildren();
      rows.forEach(function (row) { self._list.append(row); first = first || row.querySelector("a"); });
      var said = answer.total ? words.found(answer.total) : words.none;
      this._status.textContent = answer.query.relaxed ? said + " " + words.relaxed : said;
      this._next = answer.links.next && new URL(answer.links.next, BASE).href;
      this._more.hidden = !this._next;
      if (further && first) first.focus();
      tell(this, "results", { total: answer.total, hits: answer.hits });
    }

    _row(hit, q) {
      var words = this._words, address = reportAddress(hit.section.url, q);
      var heading = hit.section.path[hit.section.path.length - 1] || hit.report.title || words.opening;
      var link = make(address ? "a" : "span", address ? { href: address, target: "_blank", rel: "noopener" } : {}, [
        heading, make("span", { "class": "hidden" }, [words.fresh])
      ]);
      var self = this;
      link.addEventListener("click", function () { tell(self, "select", { hit: hit, url: address }); });
      return make("li", { part: "result", lang: "zh-CN" }, [
        make("p", { part: "title" }, [link]),
        make("p", { part: "snippet" }, marked(hit.snippet.text, hit.snippet.ranges)),
        make("p", { "class": "from", part: "from" }, [hit.report.agency.name + " " + hit.report.year])
      ]);
    }
  }

  function draw(name, properties, children) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(properties || {}).forEach(function (key) { element.setAttribute(key, properties[key]); });
    (children || []).forEach(function (child) { element.append(child); });
    return element;
  }

  // Round values from zero or below to the greatest or above.
  function levels(least, most) {
    least = Math.min(least, 0);
    most = Math.max(most, 0);
    var rough = (most - least) / 4 || 1, unit = Math.pow(10, Math.floor(Math.log10(rough)));
    var step = unit * [1, 2, 5, 10].find(function (one) { return one * unit >= rough - 1e-12; });
    var found = [], level = Math.floor(least / step) * step;
    for (; ; level += step) {
      found.push(Number(level.toPrecision(12)));
      if (level >= most - 1e-9) return found;
    }
  }

  function chart(answer, title) {
    var left = 84, right = 776, top = 24, bottom = 304, years = answer.years, rows = answer.agencies;
    var values = [];
    rows.forEach(function (row) { row.cells.forEach(function (cell) { if (cell.figure) values.push(cell.figure.value); }); });
    if (!values.length) return null;
    var axis = levels(Math.min.apply(null, values), Math.max.apply(null, values));
    var low = axis[0], high = axis[axis.length - 1];
    function x(place) { return years.length === 1 ? (left + right) / 2 : left + (right - left) * place / (years.length - 1); }
    function y(value) { return bottom - (bottom - top) * (value - low) / (high - low || 1); }
    var height = bottom + 48 + 24 * rows.length;
    var svg = draw("svg", { viewBox: "0 0 800 " + height, role: "img", "aria-label": title, part: "chart" });
    axis.forEach(function (level) {
      svg.append(draw("line", { "class": "rule", x1: left, x2: right, y1: y(level), y2: y(level) }),
        draw("text", { "class": "tick", x: left - 8, y: y(level) + 4, "text-anchor": "end" }, [level.toLocaleString("en")]));
    });
    var every = years.length > 12 ? 2 : 1;
    years.forEach(function (year, place) {
      if (place % every === 0) svg.append(draw("text", { "class": "tick", x: x(place), y: bottom + 24, "text-anchor": "middle" }, [String(year)]));
    });
    rows.forEach(function (row, number) {
      var group = draw("g", { "class": "c" + number }), run = [];
      var broken = row.breaks.map(function (one) { return one.year; });
      function join() {
        if (run.length > 1) group.append(draw("polyline", { "class": "join", points: run.join(" ") }));
        run = [];
      }
      row.cells.forEach(function (cell, place) {
        if (broken.indexOf(cell.year) >= 0) {
          join();
          if (place) svg.append(draw("line", { "class": "break", x1: x(place - 0.5), x2: x(place - 0.5), y1: top, y2: bottom }));
        }
        if (!cell.figure) return join();
        run.push(x(place) + "," + y(cell.figure.value));
        group.append(sign(number, x(place), y(cell.figure.value), row.agency.name + " " + cell.year + ": " + cell.figure.value));
      });
      join();
      group.append(sign(number, left + 12, bottom + 54 + 24 * number, ""),
        draw("text", { "class": "legend", x: left + 28, y: bottom + 59 + 24 * number }, [row.agency.name]));
      svg.append(group);
    });
    return svg;
  }

  function sign(number, x, y, said) {
    var shape = [["circle", { r: 5 }], ["rect", { x: -5, y: -5, width: 10, height: 10 }], ["path", { d: "M0-6L6 5H-6z" }], ["path", { d: "M0-7L7 0 0 7-7 0z" }]][number % 4];
    var mark = draw(shape[0], shape[1], said ? [draw("title", {}, [said])] : []);
    mark.setAttribute("class", "dot");
    mark.setAttribute("transform", "translate(" + x + " " + y + ")");
    return mark;
  }

  class ReportFigure extends HTMLElement {
    static get observedAttributes() { return ["field", "agency", "applicant", "succession", "lang"]; }

    connectedCallback() {
      if (!this.shadowRoot) {
        adoptStyle(this.attachShadow({ mode: "open" }));
        this._status = make("p", { role: "status", "class": "status", part: "status" });
        this._body = make("div", {});
        this.shadowRoot.append(this._body, this._status);
      }
      this._schedule();
    }

    disconnectedCallback() { if (this._request) this._request.abort(); this._request = null; }

    attributeChangedCallback(name, before, after) { if (this.shadowRoot && before !== after) this._schedule(); }

    _schedule() {
      if (this._scheduled || !this.getAttribute("field") || !this.getAttribute("agency")) return;
      this._scheduled = true;
      var self = this;
      queueMicrotask(function () { self._scheduled = false; if (self.isConnected) self._load(); });
    }

    async _load() {
      var address = new URL("compare", BASE), self = this, words = wordsOf(this), request = new AbortController();
      ["field", "agency", "applicant", "succession"].forEach(function (name) {
        var value = self.getAttribute(name);
        if (value) address.searchParams.set(name, value);
      });
      if (this._request) this._request.abort();
      this._request = request;
      this._status.textContent = words.drawing;
      var found = await ask(address.href, words, request.signal);
      if (this._request !== request) return;
      this._request = null;
      if (found.answer) return this._show(found.answer, words, address);
      this._body.replaceChildren();
      this._status.textContent = found.complaint;
      tell(this, "error", { message: found.complaint, status: found.status });
    }

    _show(answer, words, address) {
      var self = this, title = answer.field.label + "（" + answer.field.unit + "）", drawn = chart(answer, title);
      var head = make("tr", {}, [make("th", { scope: "col" }, [words.agency])].concat(answer.years.map(function (year) {
        return make("th", { scope: "col" }, [String(year)]);
      })));
      var rows = answer.agencies.map(function (row) {
        var cells = row.cells.map(function (cell) { return self._cell(cell, words); });
        return make("tr", {}, [make("th", { scope: "row" }, [row.agency.name])].concat(cells));
      });
      var table = make("table", { lang: "zh-CN", part: "table" }, [make("caption", {}, [title]), make("thead", {}, [head]), make("tbody", {}, rows)]);
      var broken = answer.agencies.some(function (row) { return row.breaks.length; });
      var link = make("a", { href: address.href, target: "_blank", rel: "noopener" }, [words.site, make("span", { "class": "hidden" }, [words.fresh])]);
      var scroll = make("div", { "class": "scroll", tabindex: "0", role: "group", "aria-label": title }, [table]);
      this._body.replaceChildren.apply(this._body, (drawn ? [drawn] : []).concat([scroll], broken ? [make("p", { "class": "status" }, [words.breaks])] : [],
        [make("p", { "class": "from", part: "source" }, [words.source + ": ", link])]));
      this._status.textContent = drawn ? "" : words.nothing;
      tell(this, "results", answer);
    }

    _cell(cell, words) {
      if (!cell.figure) return make("td", { "class": "none" }, [words.reasons[cell.reason] || cell.reason]);
      var self = this, figure = cell.figure, address = new URL(figure.evidence.url || figure.report.url, BASE);
      if (figure.evidence.end > figure.evidence.start) address.searchParams.set("at", figure.evidence.start + "-" + figure.evidence.end);
      var notes = (figure.origin === "computed" ? [words.sum] : []).concat(
        figure.conflicts.length || figure.checks.some(function (one) { return one.verdict === "fail"; }) ? [words.doubt] : []);
      var safe = address.protocol === "http:" || address.protocol === "https:";
      var link = make(safe ? "a" : "span", safe ? { href: address.href, target: "_blank", rel: "noopener" } : {}, [figure.value.toLocaleString("en")]);
      link.addEventListener("click", function () { tell(self, "select", { figure: figure, url: address.href }); });
      return make("td", notes.length ? { title: notes.join("; ") } : {}, [link, notes.length ? " *" : ""]);
    }
  }

  function fitFrame(event) {
    var told = event.data;
    if (event.origin !== new URL(BASE).origin && event.origin !== "null") return;
    if (!told || told.type !== "disclosure-embed" || !(told.height > 0 && told.height < 100000)) return;
    document.querySelectorAll("iframe").forEach(function (frame) {
      if (frame.contentWindow === event.source && frame.src.indexOf(BASE + "embed/") === 0) frame.height = String(told.height + edge(frame));
    });
  }

  // Many sites count border and padding into the height of everything on them.
  function edge(frame) {
    var style = getComputedStyle(frame);
    if (style.boxSizing !== "border-box") return 0;
    return Math.ceil(frame.offsetHeight - frame.clientHeight + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom));
  }

  if (!customElements.get("report-search")) {
    customElements.define("report-search", ReportSearch);
    customElements.define("report-figure", ReportFigure);
    window.addEventListener("message", fitFrame);
  }
})();
