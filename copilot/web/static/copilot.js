// The little that HTML and htmx cannot do: Enter sends, and the newest answer stays in view.
(() => {
  const narrow = matchMedia("(max-width: 47.99rem)");

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "question" || event.key !== "Enter") return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  });

  // Follow the answer only while its reader is at the end; whoever scrolled up is reading.
  const nearEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 240;
  let follow = true;
  addEventListener("scroll", () => { follow = nearEnd(); }, { passive: true });
  const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });

  document.addEventListener("DOMContentLoaded", () => {
    const turns = document.getElementById("turns");
    if (!turns) return;
    if (turns.querySelector(".turn")) toEnd();
    new ResizeObserver(() => { if (follow && turns.querySelector(".working")) toEnd(); }).observe(turns);
    if (narrow.matches) {
      document.querySelector(".past")?.removeAttribute("open");
      if (!turns.querySelector(".turn")) document.activeElement?.blur(); // no keyboard over the examples
    }
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const asked = event.target.closest?.(".composer, .chips, .notice");
    if (asked) { follow = true; toEnd(); }
  });
})();
