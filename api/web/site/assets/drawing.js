// The two pictures: what happened to a file, and the path from an identity to the roots that vouch for it.
import { h, said, sign, svg, time } from "./dom.js";
import { moment } from "./format.js";

const GLYPHS = {
  made: "M12 6.5v11M6.5 12h11",
  edited: "m7.5 16.5 1-3.4 6.6-6.6 2.4 2.4-6.6 6.6Z",
  signed: "m7.4 12.4 3 3 6.2-6.6",
  registered: "M8 7h8M8 12h8M8 17h5",
  anchored: "M12 6v11m-5-4.6c0 3.1 2 5 5 5s5-1.9 5-5M9.6 9h4.8",
  parent: "M7 7h7v7H7zM10 17h7v-7",
  disputed: "M12 7v6.5M12 17v.01",
  changed: "m8 8 8 8m0-8-8 8"
};

function glyph(kind) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: `glyph ${kind}`, "aria-hidden": "true" },
    svg("circle", { cx: 12, cy: 12, r: 11.2 }),
    svg("path", { d: GLYPHS[kind] ?? GLYPHS.edited })
  );
}

// Glyphs on a line that runs through time; across on wide screens, down on narrow ones.
export function timeline(events) {
  if (!events.length) return h("p.muted", "Nothing is known of how this file came to be.");
  return h(
    "ol.timeline",
    events.map((event) =>
      h(
        "li",
        { class: event.kind },
        glyph(event.kind),
        h(
          "div",
          h("strong", event.href ? h("a", { href: event.href }, event.title) : said(event.title, 40)),
          event.detail ? h("span.detail", said(event.detail, 60)) : null,
          time(event.when, moment(event.when))
        )
      )
    )
  );
}

function arrow(label) {
  return h(
    "div.arrow",
    svg("svg", { viewBox: "0 0 40 16", "aria-hidden": "true" }, svg("path", { d: "M1 8h36m-6-5.5L37.5 8 31 13.5" })),
    h("span", label)
  );
}

// nodes: [{name, role, href, shape}] from the root to the identity; labels between them: ["accredits", "attests"].
export function path(nodes, labels) {
  return h(
    "ol.path",
    nodes.map((node, i) =>
      h(
        "li",
        i ? arrow(labels[i - 1]) : null,
        h(
          "div.node",
          node.shape ? sign(node.shape) : null,
          h(
            "div",
            h("strong", node.href ? h("a", { href: node.href }, said(node.name, 40)) : said(node.name, 40)),
            h("span.muted", node.role)
          )
        )
      )
    )
  );
}
