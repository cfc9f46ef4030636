// Papers on their way: dropped anywhere on the page or chosen, sent one request a file, two at a time.
// What the server answers goes into the list of papers, whose rows then ask for themselves until they are read.
(() => {
  "use strict";

  const AT_ONCE = 2;
  const MOST_LINES = 200;
  const MOST_ROWS = 200;
  const LEFT_BY_SYSTEMS = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/;

  const form = document.getElementById("upload");
  const input = form.querySelector("[type=file]");
  const tray = document.getElementById("tray");
  const veil = document.getElementById("drop-veil");
  const part = (name) => tray.querySelector(`[data-tray-${name}]`);
  const waiting = [];
  const running = new Set();
  const counts = { all: 0, taken: 0, known: 0, refused: 0, bytes: 0, sentBytes: 0 };
  let rowsAdded = 0;
  let isDrawingPlanned = false;

  // Choosing and dropping

  function start() {
    form.classList.add("is-live");
    form.querySelector("[data-without-script]").hidden = true;
    form.querySelector("[data-with-script]").hidden = false;
    input.addEventListener("change", () => {
      send([...input.files]);
      input.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["dragenter", "dragover"]) window.addEventListener(name, showVeil);
    window.addEventListener("dragleave", (event) => event.relatedTarget === null && hideVeil());
    window.addEventListener("drop", takeDrop);
    window.addEventListener("beforeunload", (event) => running.size && event.preventDefault());
    part("stop").addEventListener("click", stop);
    part("close").addEventListener("click", () => { tray.hidden = true; });
  }

  function carriesFiles(event) {
    return event.dataTransfer?.types.includes("Files");
  }

  function showVeil(event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    veil.hidden = false;
  }

  function hideVeil() {
    veil.hidden = true;
  }

  async function takeDrop(event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    hideVeil();
    // The items are gone after the first wait, so everything is taken from them before.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files];
    if (!entries.some((entry) => entry.isDirectory)) return send(files);
    for (const entry of entries) await walk(entry);
  }

  async function walk(entry) {
    if (entry.isFile) {
      const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
      if (file) send([file]);
      return;
    }
    const reader = entry.createReader();
    // A reader gives a hundred entries at a time, and none when it is through.
    for (;;) {
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  }

  // Sending

  function send(files) {
    const wanted = files.filter((file) => !LEFT_BY_SYSTEMS.test(file.name));
    if (!wanted.length) return;
    if (!running.size && !waiting.length) reset();
    const password = form.elements.password.value;
    const language = form.elements.language.value;
    for (const file of wanted) {
      counts.all += 1;
      counts.bytes += file.size;
      waiting.push({ file, password, language });
    }
    tray.hidden = false;
    next();
  }

  function reset() {
    Object.assign(counts, { all: 0, taken: 0, known: 0, refused: 0, bytes: 0, sentBytes: 0 });
    part("lines").replaceChildren();
  }

  function next() {
    while (running.size < AT_ONCE && waiting.length) transmit(waiting.shift());
    plan();
  }

  function transmit(parcel) {
    parcel.line = addLine(parcel.file.name);
    const most = Number(form.dataset.mostBytes);
    if (parcel.file.size > most) {
      settle(parcel, refusal(`This file is larger than ${Math.floor(most / 1048576)} MB, the most that is taken in at once.`));
      return;
    }
    const request = new XMLHttpRequest();
    parcel.request = request;
    parcel.sent = 0;
    running.add(parcel);
    request.upload.addEventListener("progress", (event) => note(parcel, event));
    request.addEventListener("load", () => settle(parcel, understand(request)));
    request.addEventListener("error", () => settle(parcel, refusal("The connection broke off. Send this file again.")));
    request.addEventListener("abort", () => settle(parcel, refusal("Stopped before it was sent.")));
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
    request.send(body(parcel));
  }

  function body(parcel) {
    const data = new FormData();
    if (form.elements.folder_id) data.set("folder_id", form.elements.folder_id.value);
    if (parcel.password) data.set("password", parcel.password);
    if (parcel.language) data.set("language", parcel.language);
    data.set("file", parcel.file);
    return data;
  }

  function note(parcel, event) {
    parcel.sent = event.loaded;
    parcel.share = event.lengthComputable ? event.loaded / event.total : null;
    plan();
  }

  function stop() {
    counts.all -= waiting.length;
    for (const parcel of waiting.splice(0)) counts.bytes -= parcel.file.size;
    for (const parcel of [...running]) parcel.request.abort();
    plan();
  }

  // What became of it

  function understand(request) {
    if (request.status === 401) {
      window.location.assign(request.getResponseHeader("HX-Redirect") || "/login");
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const refused = page.querySelector("[data-refused]");
    const known = page.querySelector("[data-duplicate]");
    const table = page.querySelector("table");
    if (refused) return refusal(refused.dataset.refused);
    if (known) return { kind: "known", said: "Here already", address: known.dataset.duplicate };
    if (request.status === 200 && table) return { kind: "taken", said: "Taken in", table };
    return refusal(page.querySelector("[data-detail]")?.textContent ?? "The server did not take this file. Send it again.");
  }

  function refusal(reason) {
    return { kind: "refused", said: "Refused", reason };
  }

  function settle(parcel, outcome) {
    running.delete(parcel);
    counts[outcome.kind] += 1;
    counts.sentBytes += parcel.file.size;
    finishLine(parcel.line, outcome);
    if (outcome.table) addRow(outcome.table);
    // Not at once: a thousand files that are all too large must not pile up a thousand calls.
    queueMicrotask(next);
  }

  function addRow(table) {
    rowsAdded += 1;
    if (rowsAdded > MOST_ROWS) return;
    const rows = document.getElementById("papers");
    const row = table.querySelector("tr[data-paper]");
    row.classList.add("arrived");
    if (rows) rows.prepend(row);
    else document.getElementById("documents").replaceChildren(table);
    window.htmx.process(row);
  }

  // The tray

  function addLine(name) {
    const line = document.createElement("li");
    line.className = "tray-line";
    const label = document.createElement("span");
    label.className = "name";
    label.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${name}`);
    line.append(label, bar);
    const lines = part("lines");
    lines.prepend(line);
    if (lines.children.length > MOST_LINES) {
      (lines.querySelector(".tray-line.done:not(.refused)") ?? lines.lastElementChild).remove();
    }
    return line;
  }

  function finishLine(line, outcome) {
    line.classList.add("done", outcome.kind);
    const said = document.createElement(outcome.address ? "a" : "span");
    if (outcome.address) said.href = outcome.address;
    said.className = "said";
    said.textContent = outcome.said;
    line.querySelector("progress").replaceWith(said);
    if (outcome.reason) {
      const reason = document.createElement("span");
      reason.className = "reason";
      reason.textContent = outcome.reason;
      line.append(reason);
    }
  }

  function plan() {
    if (isDrawingPlanned) return;
    isDrawingPlanned = true;
    requestAnimationFrame(draw);
  }

  function draw() {
    isDrawingPlanned = false;
    let sentBytes = counts.sentBytes;
    for (const parcel of running) {
      sentBytes += Math.min(parcel.sent, parcel.file.size);
      const bar = parcel.line.querySelector("progress");
      // All bytes are there, and the server is still storing: the bar only says that something goes on.
      if (parcel.share === 1 || parcel.share === null) bar.removeAttribute("value");
      else bar.value = parcel.share ?? 0;
    }
    const ended = counts.taken + counts.known + counts.refused;
    const isOver = !running.size && !waiting.length;
    part("progress").value = counts.bytes ? sentBytes / counts.bytes : Number(isOver);
    part("progress").hidden = isOver;
    part("title").textContent = isOver ? "All sent" : `Sending ${Math.min(ended + 1, counts.all)} of ${counts.all}`;
    part("counts").textContent = tally();
    part("stop").hidden = isOver;
    part("close").hidden = !isOver;
  }

  function tally() {
    const said = [`${counts.taken} taken in`];
    if (counts.known) said.push(`${counts.known} here already`);
    if (counts.refused) said.push(`${counts.refused} refused`);
    if (rowsAdded > MOST_ROWS) said.push("load the page again to see all");
    return said.join(", ");
  }

  start();
})();
