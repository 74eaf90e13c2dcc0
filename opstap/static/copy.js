// A button that copies the text above it, where the browser can; without it the text is there to be marked.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const around = button.closest("section");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(around.querySelector("[data-text]").textContent);
      around.querySelector("[data-copied]").hidden = false;
    });
  }
}
