// An error as a person reads it: what happened, why, and what to do. And the waiting before an answer.
import { button, h, said, sign, small } from "./dom.js";

export function problem(error, again) {
  const missing = error.status === 404;
  const title = error.title ?? "Something on this page went wrong.";
  return h(
    "section.problem",
    { role: "alert" },
    sign(missing ? "dotted" : "triangle", true),
    h(
      "div",
      h("h1", said(title, 200)),
      error.detail ? h("p", said(error.detail, 400)) : null,
      h("p", error.advice || "Reload the page. If that doesn't help, the command line gives the same answers."),
      h(
        "p.actions",
        again && !missing ? button("Try again", again, false) : null,
        h("a", { href: "/", class: "quiet" }, "Check a file")
      ),
      error.code ? small("Code: ", h("code", error.code)) : null
    )
  );
}

// Shown only when the answer takes over 200 ms, so that quick answers don't flicker. `stop()` takes it away.
export function waiting(container, text) {
  const note = h("p.waiting", { role: "status" }, h("span.spinner", { "aria-hidden": "true" }), text);
  const timer = setTimeout(() => container.append(note), 200);
  return () => {
    clearTimeout(timer);
    note.remove();
  };
}
