// How much room there is: in widths of the text, since a large text needs what a small window lacks.

const widths = [["phone", 700], ["tabs", 1100]];

export function layOut() {
  const root = document.documentElement;
  const width = (innerWidth * 14) / parseFloat(getComputedStyle(root).fontSize);
  const layout = widths.find(([, most]) => width < most)?.[0] ?? "wide";
  if (root.dataset.layout === layout) return;
  root.dataset.layout = layout;
  dispatchEvent(new Event("resize"));
}

export function startLayout() {
  layOut();
  addEventListener("resize", layOut);
}
