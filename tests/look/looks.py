"""What is asked of a page in the browser by several tests."""

CUT_OFF = """() => [...document.querySelectorAll(".ledger.cards")]
  .filter(() => matchMedia("(max-width: 47.99rem)").matches)
  .flatMap((table) => [...table.querySelectorAll("td, td *, th *")])
  .filter((part) => part.getBoundingClientRect().right > part.closest(".ledger-wrap").getBoundingClientRect().right + 0.5)
  .map((part) => `${part.tagName} ${part.textContent.trim().slice(0, 20)}`)"""
"""Parts of cards that stick out of the frame of their table, which hides them."""
