// Building the page: elements, signs, and what a stranger wrote. Nothing here ever parses HTML.
import { parts, plain } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

// h("a", {href: "/log", class: "quiet"}, "text", element, null): strings become text, null and false are left out.
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, String(value));
  element.append(...children.flat());
  return element;
}

// A stranger's text: its direction isolated, its invisible and foreign characters shown.
export function said(value, lengthMax) {
  return h("bdi", { class: "said" }, parts(value, lengthMax).map((part) => {
    if (part.mark) return h("span", { class: "hidden-character", title: "an invisible character" }, part.mark);
    if (part.script) return h("mark", { title: `${part.script}, not Latin` }, part.text);
    return part.text;
  }));
}

const SIGNS = {
  tick: [["circle", { cx: 12, cy: 12, r: 9.25 }], ["path", { d: "m7.8 12.4 2.9 2.9 5.6-6" }]],
  line: [["circle", { cx: 12, cy: 12, r: 9.25 }], ["path", { d: "M7.8 12h8.4" }]],
  triangle: [["path", { d: "M12 3.2 21.8 20.4H2.2Z" }], ["path", { d: "M12 9.6v5" }], ["path", { d: "M12 17.4v.01" }]],
  dotted: [["circle", { cx: 12, cy: 12, r: 9.25, "stroke-dasharray": "0 3.874" }]],
};
// The sign's word always stands beside it, so the shape itself is silent.
export function sign(shape, large) {
  const lines = SIGNS[shape].map(([tag, attributes]) => svg(tag, attributes));
  return svg("svg", { viewBox: "0 0 24 24", class: `sign ${shape}${large ? " large" : ""}`, "aria-hidden": "true" }, lines);
}

export const small = (...children) => h("p", { class: "muted small" }, ...children);
// A button that does something here; `quiet` where another is the main one.
export const button = (label, onclick, quiet = true) => h("button", { type: "button", class: quiet && "quiet", onclick }, label);
export const link = (href, ...children) => h("a", { href }, ...children);
export const time = (value, text) => (text ? h("time", { datetime: String(value) }, text) : null);
export const code = (text, label) => h("code", { class: "hash", title: label ?? null }, text);

export function copyButton(text, label = "Copy") {
  const copy = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Select it, then Ctrl+C";
    }
    announce(copy.textContent);
    setTimeout(() => { copy.textContent = label; }, 2500);
  });
  return copy;
}

export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = plain(text, 600);
}

// Gives the browser a file to keep.
export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: plain(name).replace(/[/\\]/g, "_") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// One broken part must not take the others with it: a sentence says so, the rest still shows.
export function contain(what, build) {
  try {
    return build();
  } catch (error) {
    console.warn(`${what} can't be shown:`, error);
    return h("p", { class: "muted" }, `${what} can't be shown. The raw data below has it.`);
  }
}
