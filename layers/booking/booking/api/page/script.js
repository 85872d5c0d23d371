"use strict";

const api = JSON.parse(document.getElementById("document").textContent);
const METHODS = ["get", "put", "post", "delete", "patch"];

/* A token in the address, as `make dev` prints it. A browser sends no fragment to a server, and here it leaves the
   address at once: history and bookmarks do not get it, and a reload forgets it. */

const given = new URLSearchParams(window.location.hash.slice(1)).get("token");
if (given) window.history.replaceState(null, "", window.location.pathname + window.location.search);

/** An element with attributes and children; text stays text. */
function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

/* Light or dark, as the reader's system is; Swagger UI's style knows the class. */

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const followScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followScheme);
followScheme();

/* Swagger UI, with error answers folded to a line each, and the API's address instead of a choice of servers. */

const fold = (Response, { React }) =>
  function FoldedResponse(props) {
    const [isOpen, setOpen] = React.useState(false);
    const e = React.createElement;
    if (!/^[45]/.test(props.code)) return e(Response, props);
    const words = (props.response.get("description") || "").replaceAll("`", "");
    const button = e("button", { "aria-expanded": isOpen, onClick: () => setOpen(!isOpen) }, `${props.code} ${words}`);
    const line = e("tr", { className: "folded" }, e("td", { colSpan: 3 }, button));
    return e(React.Fragment, null, line, isOpen && e(Response, props));
  };

const withAddress = (Info, { React }) =>
  function InfoWithAddress(props) {
    const e = React.createElement;
    const address = new URL(api.servers[0].url, window.location.href).href.replace(/\/$/, "");
    const link = e("a", { href: "openapi.json" }, "openapi.json");
    const line = e("p", { className: "address" }, "Base URL: ", e("code", null, address), " · ", link);
    return e(React.Fragment, null, e(Info, props), line);
  };

window.ui = SwaggerUIBundle({
  dom_id: "#swagger-ui",
  // The document's own address: its `servers` are relative to it.
  url: new URL("openapi.json", window.location.href).href,
  spec: api,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
  onComplete: () => { if (given) window.ui.preauthorizeApiKey("bearer", given); },
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [
    () => ({ wrapComponents: { response: fold, InfoContainer: withAddress, ServersContainer: () => () => null } }),
  ],
});

/* The contents: tags with their operations, events, and errors. */

const menu = document.getElementById("contents");

function group(title, entries) {
  const items = entries.map(([href, words, kind]) =>
    element("li", {}, element("a", { href, className: kind }, words)));
  menu.append(element("h2", {}, title), element("ul", {}, ...items));
}

const operations = Object.values(api.paths)
  .flatMap((path) => METHODS.filter((method) => path[method]).map((method) => ({ method, ...path[method] })))
  .filter((operation) => !operation.deprecated);
for (const { name } of api.tags) {
  const own = operations.filter((operation) => operation.tags.includes(name));
  if (own.length) group(name, own.map((it) => [`#/${name}/${it.operationId}`, it.summary, it.method]));
}
const events = Object.entries(api.webhooks);
group("Events", events.map(([type, { post }]) => [`#/webhooks/${post.operationId}`, type, "event"]));
group("Errors", [["#errors", "All codes", "event"]]);

const narrow = window.matchMedia("(max-width: 899px)");
const openWhereItFits = () => { menu.open = !narrow.matches; };
narrow.addEventListener("change", openWhereItFits);
openWhereItFits();

menu.addEventListener("click", (event) => {
  if (event.target.tagName === "A" && narrow.matches) menu.open = false;
});
/** Swagger UI opens what the address names when the page is loaded, and does not look again. */
window.addEventListener("hashchange", () => {
  const [, tag, id] = window.location.hash.split("/");
  if (!id) return;
  window.ui.layoutActions.show(["operations", tag, id], true);
  document.getElementById(`operations-${tag}-${id}`).scrollIntoView();
});

/* The errors: the examples of all answers, each code once. */

const problems = Object.values(api.components.responses)
  .flatMap((answer) => Object.values(answer.content["application/problem+json"]?.examples ?? {}))
  .map((example) => example.value);
const byCode = new Map(problems.map((problem) => [problem.code, problem]));
const rows = [...byCode.values()].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
for (const { status, code, detail } of rows) {
  const cells = [`${status}`, element("code", {}, code), detail].map((content) => element("td", {}, content));
  document.querySelector("#errors tbody").append(element("tr", {}, ...cells));
}
