// What every page does beyond its markup: menus close, notices go away, lists in work ask the server calmly.
(() => {
  "use strict";

  const SLOW_POLL_MILLISECONDS = 4000;
  const lastPoll = new Map();

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-dismiss]")) {
      target.closest("[data-notice]").remove();
    }
    for (const menu of document.querySelectorAll("[data-menu][open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A thousand papers in work must not mean a thousand requests a second: a row that nobody sees does not ask,
  // and one that only waits its turn asks less often.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target;
    if (!(row instanceof HTMLElement) || !row.dataset.paper) return;
    const waits = row.dataset.paper === "received";
    const now = performance.now();
    const isTooSoon = waits && now - (lastPoll.get(row.id) ?? -Infinity) < SLOW_POLL_MILLISECONDS;
    if (document.hidden || isTooSoon || !isInView(row)) {
      event.preventDefault();
      return;
    }
    lastPoll.set(row.id, now);
  });

  // What the server refuses once it refuses every second: such an element stops asking.
  document.addEventListener("htmx:responseError", (event) => {
    const asker = event.detail.elt;
    const isRefused = event.detail.xhr.status < 500 && event.detail.xhr.status !== 429;
    if (isRefused && asker.matches("[hx-trigger^=every]")) {
      const still = asker.cloneNode(true);
      for (const name of ["hx-get", "hx-trigger", "aria-busy"]) still.removeAttribute(name);
      asker.replaceWith(still);
    }
  });

  document.addEventListener("htmx:sendError", () => say("The office does not answer", "Trying again. What you see may be old."));

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.querySelector("#notices [data-connection]")?.remove();
  });

  function isInView(element) {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  function say(title, detail) {
    const notices = document.getElementById("notices");
    if (notices.querySelector("[data-connection]")) return;
    const notice = document.createElement("div");
    notice.className = "notice notice-bad";
    notice.dataset.connection = "";
    const text = document.createElement("div");
    const strong = document.createElement("strong");
    strong.textContent = title;
    text.append(strong, detail);
    notice.append(text);
    notices.append(notice);
  }
})();
