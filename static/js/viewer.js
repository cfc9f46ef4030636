// The viewer's keyboard, its zoom, and the way to the mark. Turning pages is htmx's affair.
(() => {
  "use strict";

  const ZOOM = "viewer-zoom";
  const FIT = 2;
  const LARGEST = 5;
  const KEYS = { ArrowLeft: "before", PageUp: "before", ArrowRight: "next", PageDown: "next" };
  const viewer = document.getElementById("viewer");
  const stage = () => document.getElementById("stage");
  let wasWaiting = false;
  const isNarrow = window.matchMedia("(max-width: 1199px)");

  function zoom() {
    const kept = Number.parseInt(sessionStorage.getItem(ZOOM) ?? "", 10);
    return kept >= 1 && kept <= LARGEST ? kept : FIT;
  }

  function setZoom(step) {
    const wanted = step === "fit" ? FIT : zoom() + Number(step);
    sessionStorage.setItem(ZOOM, String(Math.min(LARGEST, Math.max(1, wanted))));
    applyZoom();
  }

  function applyZoom() {
    for (let step = 1; step <= LARGEST; step += 1) viewer.classList.toggle(`zoom-${step}`, step === zoom());
    for (const button of stage().querySelectorAll("[data-zoom]")) {
      button.hidden = false;
      button.disabled = (button.dataset.zoom === "1" && zoom() === LARGEST) || (button.dataset.zoom === "-1" && zoom() === 1);
    }
  }

  function goToMark() {
    const mark = stage().querySelector("[data-mark]");
    if (mark) mark.scrollIntoView({ block: "center", inline: "nearest" });
    return Boolean(mark);
  }

  async function showCurrentThumbnail() {
    const page = stage().dataset.page;
    const sought = `[data-thumbnail="${page}"]`;
    if (!document.querySelector(".thumbnail-list")) return;
    // The strip holds the pages around the one it was made for; further away a new one is fetched.
    if (!document.querySelector(sought)) await renewThumbnails();
    const strip = document.querySelector(".thumbnail-list");
    const current = strip.querySelector(sought);
    if (!current || page !== stage().dataset.page) return;
    for (const thumbnail of strip.children) thumbnail.removeAttribute("aria-current");
    current.setAttribute("aria-current", "page");
    strip.scrollTop += current.getBoundingClientRect().top - strip.getBoundingClientRect().top - strip.clientHeight / 3;
    strip.scrollLeft += current.getBoundingClientRect().left - strip.getBoundingClientRect().left - strip.clientWidth / 3;
  }

  async function renewThumbnails() {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".thumbnail-list");
    if (!fresh) return;
    document.querySelector(".thumbnail-list").replaceWith(fresh);
    window.htmx.process(fresh);
  }

  function settle() {
    applyZoom();
    showCurrentThumbnail();
    return goToMark();
  }

  function turnTo(page) {
    const form = stage().querySelector("[data-go]");
    if (!form || String(page) === stage().dataset.page) return;
    form.elements.page.value = page;
    form.requestSubmit();
  }

  function onKey(event) {
    const isTyping = event.target.matches?.("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) {
      // A page that is taller than the window is read to its end before PageDown turns it.
      if (event.key.startsWith("Page") && !isAtEdge(event.key)) return;
      const link = stage().querySelector(`[data-turn="${KEYS[event.key]}"]`);
      if (!link) return;
      link.click();
    } else if (event.key === "Home") turnTo(1);
    else if (event.key === "End") turnTo(stage().dataset.pages);
    else if (event.key === "+" || event.key === "=") setZoom("1");
    else if (event.key === "-") setZoom("-1");
    else if (event.key === "0") setZoom("fit");
    else if (event.key === "/") document.getElementById("find").focus();
    else return;
    event.preventDefault();
  }

  function isAtEdge(key) {
    const root = document.documentElement;
    if (key === "PageUp") return root.scrollTop <= 1;
    return root.scrollTop + root.clientHeight >= root.scrollHeight - 1 || stage().getBoundingClientRect().bottom <= root.clientHeight;
  }

  document.addEventListener("keydown", onKey);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-zoom]");
    if (button) setZoom(button.dataset.zoom);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    wasWaiting = event.target.id === "stage" && event.target.getAttribute("aria-busy") === "true";
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "stage") return;
    if (wasWaiting && !stage().hasAttribute("aria-busy")) {
      // The paper has its first pages now: what stands beside the stage is about to change as well.
      window.location.reload();
      return;
    }
    const hasMark = settle();
    if (!hasMark && viewer.getBoundingClientRect().top < 0) stage().scrollIntoView({ block: "start" });
  });

  if (isNarrow.matches) document.getElementById("thumbnails")?.removeAttribute("open");
  settle();
})();
