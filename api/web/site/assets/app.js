// The page: reads its address, shows the view that belongs to it, and keeps back, forward and focus in order.
import { announce, h } from "./dom.js";
import { problem } from "./problem.js";
import * as create from "./view_create.js";
import * as identity from "./view_identity.js";
import * as log from "./view_log.js";
import * as verify from "./view_verify.js";

const VIEWS = [
  [/^\/(?:verify\/?)?$/, verify],
  [/^\/verify\/([^/]+)$/, verify],
  [/^\/identity(?:\/([^/]*))?$/, identity],
  [/^\/log$/, log],
  [/^\/create$/, create],
  [/^\/builders$/, () => import("./view_builders.js")] // fetched by who builds
];
const main = document.getElementById("main");
let leaving = new AbortController();

function viewOf(pathname) {
  for (const [pattern, view] of VIEWS) {
    const match = pattern.exec(pathname);
    if (match) return { view, subject: match[1] ? decode(match[1]) : null };
  }
  return null;
}
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function markNavigation(pathname) {
  for (const anchor of document.querySelectorAll("nav a")) {
    const own = anchor.getAttribute("href");
    const here = own === "/" ? pathname === "/" || pathname.startsWith("/verify") : pathname.startsWith(own);
    if (here) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

// `moved` is false on the first load alone: then the browser's own focus is left where it is.
async function show(moved) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { pathname, search } = location;
  const found = viewOf(pathname);
  markNavigation(pathname);
  main.replaceChildren();
  document.title = "Countersign";
  try {
    if (!found)
      throw Object.assign(new Error(), {
        title: "There is no such page.",
        advice: "Start again from the first page, by the name above."
      });
    const view = typeof found.view === "function" ? await found.view() : found.view;
    await view.show({
      main,
      subject: found.subject,
      query: new URLSearchParams(search),
      signal,
      go,
      focusHeading
    });
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) return;
    main.replaceChildren(
      h(
        "article.column",
        problem(error, () => show(true))
      )
    );
    announce(error.title ?? "This page can't be shown.");
  }
  if (moved && !signal.aborted) focusHeading();
}

function focusHeading() {
  const heading = main.querySelector("h1") ?? main;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function go(address, { replace = false, quiet = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  if (!quiet) return show(true);
  markNavigation(location.pathname);
}

addEventListener("popstate", () => show(true));
document.addEventListener("click", (event) => {
  const anchor = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (
    !anchor ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  if (anchor.origin !== location.origin || anchor.target || anchor.hasAttribute("download") || !viewOf(anchor.pathname))
    return;
  if (anchor.hash && anchor.pathname === location.pathname) return;
  event.preventDefault();
  go(anchor.pathname + anchor.search);
});

// Escape closes what was opened last.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const open = [...main.querySelectorAll("details[open]")];
  const inside = open.filter((details) => details.contains(document.activeElement)).at(-1) ?? open.at(-1);
  if (!inside) return;
  inside.open = false;
  inside.querySelector("summary")?.focus();
});

// A printed report has every reason on it.
let closedBefore = [];
addEventListener("beforeprint", () => {
  closedBefore = [...main.querySelectorAll("details.row:not([open])")];
  for (const details of closedBefore) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closedBefore) details.open = false;
});

show(false);
