// <report-search q="依申请公开" year="2017" agency="…" kind="requests" limit="5" placeholder="…" lang="zh" theme="auto">
// Shows a search of disclosure reports on any page. Text of reports only ever becomes text nodes, never markup.
// It also sets the height of iframes of this service to what the page in them tells.
(function () {
  "use strict";

  var script = document.currentScript;
  var BASE = new URL(".", script ? script.src : findOwnAddress()).href;
  var FILTERS = ["year", "agency", "kind"];
  var LONGEST = 200;
  var WORDS = {
    zh: {
      search: "检索", label: "检索政府信息公开年度报告", placeholder: "检索词", waiting: "正在检索…", more: "更多结果",
      found: function (n) { return n + " 个章节"; }, relaxed: "没有章节包含全部检索词，以下是包含其中一部分的章节。",
      none: "没有找到。", offline: "检索服务暂时无法访问，请稍后再试。", busy: "请求过于频繁，请稍后再试。",
      failed: "检索没有成功。", fresh: "（新窗口）", opening: "标题与正文开头"
    },
    en: {
      search: "Search", label: "Search disclosure reports", placeholder: "Words", waiting: "Searching…", more: "More results",
      found: function (n) { return n + (n === 1 ? " section" : " sections"); },
      relaxed: "No section has all the words; these have some of them.",
      none: "Nothing found.", offline: "The search cannot be reached; please try again later.",
      busy: "Too many requests; please try again later.", failed: "The search did not succeed.", fresh: " (new window)",
      opening: "Title and opening"
    }
  };
  var STYLE = [
    ":host{display:block;--ink:#1b2430;--soft:#5a6675;--line:#d8dee6;--paper:#fff;--link:#1f4e79;--mark:#ffe69a;--mark-ink:#2b2100;--focus:#c2410c;padding:.75em;color:var(--ink);background:var(--paper);font:inherit;line-height:1.6;overflow-wrap:anywhere}",
    ":host([hidden]){display:none}",
    ":host([theme=dark]){--ink:#e4e9ef;--soft:#9aa6b4;--line:#2c3542;--paper:#161b22;--link:#8fc1f0;--mark:#6b5500;--mark-ink:#fff4cf;--focus:#ffb169;color-scheme:dark}",
    "@media (prefers-color-scheme:dark){:host([theme=auto]){--ink:#e4e9ef;--soft:#9aa6b4;--line:#2c3542;--paper:#161b22;--link:#8fc1f0;--mark:#6b5500;--mark-ink:#fff4cf;--focus:#ffb169;color-scheme:dark}}",
    "*{box-sizing:border-box}form{display:flex;gap:.5em;margin:0 0 .5em}",
    "input{flex:1;min-width:0;font:inherit;padding:.4em .7em;color:var(--ink);background:var(--paper);border:1px solid var(--soft);border-radius:6px}",
    "button{font:inherit;padding:.4em 1em;color:#fff;background:#1f4e79;border:1px solid transparent;border-radius:6px;cursor:pointer;white-space:nowrap}",
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}",
    "ol{list-style:none;margin:0;padding:0}li{padding:.6em 0;border-bottom:1px solid var(--line)}",
    "p{margin:.15em 0}a{color:var(--link);font-weight:600;text-decoration:none}a:hover{text-decoration:underline}",
    "mark{background:var(--mark);color:var(--mark-ink);border-radius:2px}",
    ".from,.status{color:var(--soft);font-size:.875em}.more{margin-top:.6em}[hidden]{display:none}",
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

    get _words() {
      var lang = this.getAttribute("lang") || "zh";
      return WORDS[lang.toLowerCase().indexOf("en") === 0 ? "en" : "zh"];
    }

    _build() {
      var root = this.attachShadow({ mode: "open" });
      adoptStyle(root);
      this._input = make("input", { type: "search", name: "q", id: "q", maxlength: LONGEST, autocomplete: "off", part: "input" });
      this._input.value = this.getAttribute("q") || "";
      this._label = make("label", { "for": "q", "class": "hidden" });
      this._button = make("button", { part: "button" });
      this._form = make("form", { role: "search", part: "form" }, [this._label, this._input, this._button]);
      this._status = make("p", { role: "status", "class": "status", part: "status" });
      this._list = make("ol", { part: "results" });
      this._more = make("button", { "class": "more", type: "button", hidden: "", part: "more" });
      root.append(this._form, this._status, this._list, this._more);
      var self = this;
      this._form.addEventListener("submit", function (event) { event.preventDefault(); self._search(); });
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
      var answer = null, complaint = "";
      try {
        var response = await fetch(address, { signal: request.signal, credentials: "omit", headers: { Accept: "application/json" } });
        if (response.ok) answer = await response.json();
        else complaint = await this._complaint(response);
      } catch (error) {
        complaint = words.offline;
      }
      if (this._request !== request) return;
      this._request = null;
      this._list.removeAttribute("aria-busy");
      if (answer) this._show(answer, q, further);
      else this._fail(complaint);
    }

    async _complaint(response) {
      if (response.status === 429) return this._words.busy;
      try {
        return this._words.failed + " " + (await response.json()).detail;
      } catch (error) {
        return this._words.failed;
      }
    }

    _fail(complaint) {
      this._list.replaceChildren();
      this._more.hidden = true;
      this._status.textContent = complaint;
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
    }

    _row(hit, q) {
      var words = this._words, address = reportAddress(hit.section.url, q);
      var heading = hit.section.path[hit.section.path.length - 1] || hit.report.title || words.opening;
      var link = make(address ? "a" : "span", address ? { href: address, target: "_blank", rel: "noopener" } : {}, [
        heading, make("span", { "class": "hidden" }, [words.fresh])
      ]);
      return make("li", { part: "result", lang: "zh-CN" }, [
        make("p", { part: "title" }, [link]),
        make("p", { part: "snippet" }, marked(hit.snippet.text, hit.snippet.ranges)),
        make("p", { "class": "from", part: "from" }, [hit.report.agency.name + " " + hit.report.year])
      ]);
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
    window.addEventListener("message", fitFrame);
  }
})();
