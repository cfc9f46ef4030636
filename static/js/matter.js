// A folder that lies in another one is no matter: its form does not ask for a court.
(() => {
  "use strict";

  const place = document.getElementById("parent_id");
  const matter = document.querySelector("[data-matter]");

  function show() {
    matter.hidden = place.value !== "";
  }

  place.addEventListener("change", show);
  show();
})();
