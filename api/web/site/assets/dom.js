// Building the page: elements, signs, and what a stranger wrote. Nothing here ever parses HTML.
import { parts, plain } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

// h("a.quiet", {href: "/log"}, "text", element, null): the properties may be left out; strings become text, null and false
// nothing.
const isProperties = (value) =>
  value !== null && typeof value === "object" && !(value instanceof Node) && !Array.isArray(value);
export function h(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(isProperties(children[0]) ? children.shift() : {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
  );
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
  return h(
    "bdi.said",
    parts(value, lengthMax).map((part) => {
      if (part.mark) return h("span.hidden-character", { title: "an invisible character" }, part.mark);
      if (part.script) return h("mark", { title: `${part.script}, not Latin` }, part.text);
      return part.text;
    })
  );
}

const SIGNS = {
  tick: [
    ["circle", { cx: 12, cy: 12, r: 9.25 }],
    ["path", { d: "m7.8 12.4 2.9 2.9 5.6-6" }]
  ],
  line: [
    ["circle", { cx: 12, cy: 12, r: 9.25 }],
    ["path", { d: "M7.8 12h8.4" }]
  ],
  triangle: [
    ["path", { d: "M12 3.2 21.8 20.4H2.2Z" }],
    ["path", { d: "M12 9.6v5" }],
    ["path", { d: "M12 17.4v.01" }]
  ],
  dotted: [["circle", { cx: 12, cy: 12, r: 9.25, "stroke-dasharray": "0 3.874" }]]
};
// The sign's word always stands beside it, so the shape itself is silent.
export function sign(shape, large) {
  const lines = SIGNS[shape].map(([tag, attributes]) => svg(tag, attributes));
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: `sign ${shape}${large ? " large" : ""}`, "aria-hidden": "true" },
    lines
  );
}

export const small = (...children) => h("p.muted.small", ...children);
// A button that does something here; `quiet` where another is the main one.
export const button = (label, onclick, quiet = true) =>
  h("button", { type: "button", class: quiet && "quiet", onclick }, label);
export const link = (href, ...children) => h("a", { href }, ...children);
export const time = (value, text) => (text ? h("time", { datetime: String(value) }, text) : null);
export const identityLink = (id, ...children) => link(`/identity/${encodeURIComponent(id ?? "")}`, ...children);
// Where a field's refusal is told, beside the field.
export const refusal = (id) => h("p.wrong", { id, role: "alert" });
export function refuse(field, note, why) {
  note.textContent = why;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", note.id);
  field.focus();
}
// A label, a field and its button on one line; `after` follows them.
export const line = (label, field, name, act, ...after) =>
  h(
    "form.line",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        act(field.value.trim());
      }
    },
    h("label", { for: field.id }, label),
    h("div.field", field, h("button", { type: "submit" }, name)),
    after
  );
export const textField = (id, properties) =>
  h("input", {
    id,
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: 80,
    ...properties
  });
export const code = (text, label) => h("code.hash", { title: label ?? null }, text);

export function copyButton(text, label = "Copy") {
  const copy = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Select it, then Ctrl+C";
    }
    announce(copy.textContent);
    setTimeout(() => {
      copy.textContent = label;
    }, 2500);
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
    return h("p.muted", `${what} can't be shown. The raw data below has it.`);
  }
}
