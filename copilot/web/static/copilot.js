// The little that HTML and htmx cannot do: Enter sends, and the newest question moves to the top.
(() => {
  const narrow = matchMedia("(max-width: 62rem)");

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "question" || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });

  // The question stands at the top and its answer grows below, so that it can be read from its beginning.
  const showNewest = () => {
    document.querySelector("#turns > .turn:last-child")?.scrollIntoView({ block: "start" });
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.getElementById("turns")) return;
    showNewest();
    // On a phone the keyboard would cover the examples, and the list of conversations the talk.
    if (narrow.matches) document.querySelector(".past")?.removeAttribute("open");
    else document.getElementById("question").focus({ preventScroll: true });
  });

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target.matches?.("form") && event.target.closest(".talk")) showNewest();
  });
})();
