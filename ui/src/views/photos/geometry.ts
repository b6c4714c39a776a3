// Points of a photo: whole pixels of the picture as it stands upright, from its upper left corner.
import type { Shape } from "../../lib/api";

/** Column and line. */
export type Point = readonly [number, number];

/** A place kept inside a picture, in whole pixels. */
export function inside([x, y]: Point, width: number, height: number): [number, number] {
  const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)));
  return [within(x, width), within(y, height)];
}

/** The rectangle between two corners, at least one pixel wide and high, within the picture. */
export function boxBetween(a: Point, b: Point, width: number, height: number): Shape {
  const span = (p: number, q: number, most: number): [number, number] => {
    const from = Math.min(p, q);
    const length = Math.max(1, Math.abs(p - q));
    return [Math.min(from, most - length), length];
  };
  const [x, across] = span(a[0], b[0], width);
  const [y, down] = span(a[1], b[1], height);
  return { form: "box", x, y, width: across, height: down };
}

/** The corners of a shape, for drawing; a line has two. */
export function cornersOf(shape: Shape): Point[] {
  if (shape.form === "line") return [shape.from, shape.to];
  if (shape.form === "outline") return shape.corners;
  const { x, y, width, height } = shape;
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** A way from one plane to another: x' = a·x + c·y + e, y' = b·x + d·y + f, as SVG's `matrix` has it. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The way that takes a picture's upper left corner and its two neighbours to where the screen shows them. */
export function affine(origin: Point, right: Point, below: Point, width: number, height: number): Affine {
  return {
    a: (right[0] - origin[0]) / width,
    b: (right[1] - origin[1]) / width,
    c: (below[0] - origin[0]) / height,
    d: (below[1] - origin[1]) / height,
    e: origin[0],
    f: origin[1],
  };
}

/** Where a point goes. */
export function apply({ a, b, c, d, e, f }: Affine, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** From where a point of the screen comes. */
export function unapply(way: Affine, [x, y]: Point): Point {
  const { a, b, c, d, e, f } = way;
  const area = a * d - b * c;
  const [u, v] = [x - e, y - f];
  return area === 0 ? [0, 0] : [(d * u - c * v) / area, (a * v - b * u) / area];
}
