// Drawings in the page: elements of SVG. Colours are classes of later.css, so that a theme changes them too.

export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A picture with its description; what it shows is told beside it as text. */
export const picture = (width, height, description, ...children) =>
  draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": description, class: "drawing" }, ...children);

/** The class of the thing of that number: six colours, then again. */
export const colour = (number) => `series-${number % 6}`;

/** A point of a circle; `share` of the way round from the top, with the clock. */
export function on_circle(x, y, radius, share) {
  const angle = 2 * Math.PI * share - Math.PI / 2;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}
