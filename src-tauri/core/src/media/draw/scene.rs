//! What a drawn photo shows: a shape by plain mathematics, lit from one side, on a cloth, with bar and chart.
//!
//! Owns: shapes as heights above the cloth, light, the scale bar and the colour chart. Must never: know pixels
//! as they are stored (all places here are upright).

use super::Colour;

/// A scene of a certain size.
pub(super) struct Scene {
    shape: Shape,
    material: Colour,
    cloth: Colour,
    /// Half the columns and half the lines.
    centre: (f32, f32),
    /// Pixels in one unit: the short edge is one unit.
    unit: f32,
}

/// The five kinds of artefact; the number varies each.
enum Shape {
    Bust(Vec<Ball>),
    Jar([f32; 7]),
    Relief(f32),
    Figure(Vec<Ball>),
    Coin(f32),
}

/// An ellipsoid: its centre, and half its width, height and depth.
struct Ball {
    x: f32,
    y: f32,
    half: (f32, f32, f32),
}

const fn ball(x: f32, y: f32, width: f32, height: f32, depth: f32) -> Ball {
    Ball { x, y, half: (width, height, depth) }
}

/// Sandstone, terracotta, bronze, schist, limestone, jade.
const MATERIALS: [Colour; 6] = [
    [196.0, 172.0, 134.0],
    [182.0, 104.0, 66.0],
    [120.0, 98.0, 58.0],
    [118.0, 122.0, 126.0],
    [214.0, 206.0, 190.0],
    [122.0, 150.0, 116.0],
];
/// The cloths that they lie on.
const CLOTHS: [Colour; 3] = [[150.0, 152.0, 156.0], [122.0, 132.0, 148.0], [168.0, 164.0, 156.0]];
/// The chart's fields: six colours and six greys.
const CHART: [Colour; 12] = [
    [175.0, 54.0, 60.0],
    [70.0, 148.0, 73.0],
    [56.0, 61.0, 150.0],
    [231.0, 199.0, 31.0],
    [187.0, 86.0, 149.0],
    [8.0, 133.0, 161.0],
    [243.0, 243.0, 242.0],
    [200.0, 200.0, 200.0],
    [160.0, 160.0, 160.0],
    [122.0, 122.0, 121.0],
    [85.0, 85.0, 85.0],
    [52.0, 52.0, 52.0],
];
const WHITE: Colour = [236.0, 236.0, 232.0];
const BLACK: Colour = [22.0, 22.0, 24.0];
/// The direction from which the light comes: left, above, before.
const LIGHT: (f32, f32, f32) = (-0.48, -0.56, 0.675);
/// How large the artefact is drawn, so that it stays clear of bar and chart.
const SIZE: f32 = 0.86;
/// One centimetre, and how many of them the bar has.
const CENTIMETRE: f32 = 0.045;
const CENTIMETRES: f32 = 10.0;

impl Scene {
    /// The scene of one index, for a photo of this size as shown.
    pub(super) fn new(index: u32, (width, height): (usize, usize)) -> Self {
        let vary = (index / 5 % 7) as f32 / 7.0;
        let shape = match index % 5 {
            0 => Shape::Bust(bust(vary)),
            1 => Shape::Jar([0.05, 0.07, 0.06, 0.16 + 0.06 * vary, 0.23, 0.2 - 0.07 * vary, 0.1]),
            2 => Shape::Relief(3.0 + 4.0 * vary),
            3 => Shape::Figure(figure(vary)),
            _ => Shape::Coin(6.0 + (index / 5 % 5) as f32 * 2.0),
        };
        let of = |count: usize, step: usize| (index as usize * step + index as usize / 5) % count;
        Self {
            shape,
            material: MATERIALS[of(MATERIALS.len(), 1)],
            cloth: CLOTHS[of(CLOTHS.len(), 2)],
            centre: (width as f32 / 2.0, height as f32 / 2.0),
            unit: width.min(height) as f32,
        }
    }

    /// The colour at a place, without the sharp parts.
    pub(super) fn shade(&self, x: f32, y: f32) -> Colour {
        let (u, v) = ((x - self.centre.0) / self.unit / SIZE, (y - self.centre.1) / self.unit / SIZE + 0.1);
        match self.shape.height(u, v) {
            Some(height) => self.surface(u, v, height),
            None => self.ground(u, v),
        }
    }

    /// The lit surface of the artefact.
    fn surface(&self, u: f32, v: f32, height: f32) -> Colour {
        const STEP: f32 = 0.002;
        let slope =
            |du: f32, dv: f32| (self.shape.height(u + du, v + dv).unwrap_or(height - STEP) - height) / STEP;
        let (right, down) = (slope(STEP, 0.0).clamp(-6.0, 6.0), slope(0.0, STEP).clamp(-6.0, 6.0));
        let length = (right * right + down * down + 1.0).sqrt();
        let lit = ((-right * LIGHT.0 - down * LIGHT.1 + LIGHT.2) / length).max(0.0);
        let wear = mottle(u * 9.0, v * 9.0) * 0.10 + mottle(u * 47.0, v * 53.0) * 0.07;
        let light = 0.22 + 0.86 * lit + wear;
        let shine = lit.powi(24) * 38.0;
        self.material.map(|part| part * light + shine)
    }

    /// The cloth, with the artefact's shadow.
    fn ground(&self, u: f32, v: f32) -> Colour {
        let mut shadow = 0.0;
        for step in 1..=8 {
            let away = 0.007 * step as f32;
            if self.shape.height(u - away, v - away).is_some() {
                shadow += 0.065;
            }
        }
        let fall = 1.06 - 0.34 * (u + 0.3).hypot(v + 0.3);
        let weave = 0.015 * ((u * 900.0).sin() * (v * 900.0).sin());
        let light = (fall + weave) * (1.0 - shadow) + 0.03 * mottle(u * 5.0, v * 6.0);
        self.cloth.map(|part| part * light)
    }

    /// The colour of bar or chart at a place; `None` elsewhere. They stand at the foot of the photo.
    pub(super) fn sharp(&self, x: usize, y: usize) -> Option<Colour> {
        let foot = self.centre.1 * 2.0 - y as f32;
        if foot > self.unit * 0.16 {
            return None;
        }
        let (u, v) = ((x as f32 - self.centre.0) / self.unit, foot / self.unit);
        bar(u + 0.46, v - 0.035).or_else(|| chart(u - 0.06, v - 0.035))
    }
}

/// The scale bar: a white card with two rows of blocks of a centimetre, black and white in turn.
fn bar(u: f32, v: f32) -> Option<Colour> {
    const EDGE: f32 = 0.008;
    const ROW: f32 = 0.032;
    let long = CENTIMETRE * CENTIMETRES;
    if u < 0.0 || v < 0.0 || u > long + 2.0 * EDGE || v > 2.0 * (ROW + EDGE) {
        return None;
    }
    let (along, up) = (u - EDGE, v - EDGE);
    if along < 0.0 || along >= long || !(0.0..2.0 * ROW).contains(&up) {
        return Some(WHITE);
    }
    let even = (along / CENTIMETRE) as u32 % 2 == u32::from(up < ROW);
    Some(if even { BLACK } else { WHITE })
}

/// The colour chart: two rows of six fields on black.
fn chart(u: f32, v: f32) -> Option<Colour> {
    const FIELD: f32 = 0.052;
    const EDGE: f32 = 0.005;
    if u < 0.0 || v < 0.0 || u >= 6.0 * FIELD || v >= 2.0 * FIELD {
        return None;
    }
    let (column, row) = ((u / FIELD) as usize, (v / FIELD) as usize);
    let inside = |value: f32| (EDGE..FIELD - EDGE).contains(&(value % FIELD));
    if inside(u) && inside(v) { CHART.get(column + 6 * (1 - row.min(1))).copied() } else { Some(BLACK) }
}

/// A soft, uneven pattern between −1 and 1.
fn mottle(x: f32, y: f32) -> f32 {
    let a = (x + 1.7 * (y * 0.73).sin()).sin();
    let b = (y * 1.31 + 2.1 * (x * 0.57).cos()).sin();
    let c = ((x - y) * 2.33 + 1.3 * a).sin();
    (a + b + c) / 3.0
}

/// Head, hair, nose, ears, neck and shoulders.
fn bust(vary: f32) -> Vec<Ball> {
    let wide = 0.11 + 0.02 * vary;
    vec![
        ball(0.0, 0.34, 0.27, 0.15, 0.12),
        ball(0.0, 0.18, 0.065, 0.14, 0.08),
        ball(0.0, -0.04, wide, 0.165, 0.15),
        ball(0.0, -0.15, wide + 0.012, 0.09, 0.135),
        ball(0.0, -0.25, 0.045, 0.05, 0.07),
        ball(0.0, -0.01, 0.018, 0.055, 0.185),
        ball(0.0, 0.065, 0.04, 0.012, 0.158),
        ball(-0.045, -0.045, 0.026, 0.012, 0.15),
        ball(0.045, -0.045, 0.026, 0.012, 0.15),
        ball(-wide, 0.0, 0.018, 0.07, 0.06),
        ball(wide, 0.0, 0.018, 0.07, 0.06),
    ]
}

/// A seated figure: crossed legs, body, arms, head, knot of hair, and a pedestal.
fn figure(vary: f32) -> Vec<Ball> {
    let lean = 0.02 * (vary - 0.5);
    vec![
        ball(0.0, 0.33, 0.27, 0.06, 0.08),
        ball(-0.1, 0.24, 0.15, 0.055, 0.12),
        ball(0.1, 0.24, 0.15, 0.055, 0.12),
        ball(0.0, 0.08, 0.105, 0.19, 0.1),
        ball(-0.125, 0.08, 0.035, 0.14, 0.08),
        ball(0.125, 0.08, 0.035, 0.14, 0.08),
        ball(0.0, 0.2, 0.06, 0.022, 0.15),
        ball(lean, -0.18, 0.068, 0.09, 0.09),
        ball(lean, -0.28, 0.035, 0.035, 0.06),
        ball(lean, -0.165, 0.01, 0.025, 0.105),
    ]
}

impl Shape {
    /// The height above the cloth at a place; `None` beside the artefact.
    fn height(&self, u: f32, v: f32) -> Option<f32> {
        match self {
            Self::Bust(balls) | Self::Figure(balls) => {
                balls.iter().filter_map(|ball| ball.height(u, v)).reduce(f32::max)
            }
            Self::Jar(profile) => jar(profile, u, v),
            Self::Relief(waves) => relief(*waves, u, v),
            Self::Coin(rays) => coin(*rays, u, v),
        }
    }
}

impl Ball {
    fn height(&self, u: f32, v: f32) -> Option<f32> {
        let (x, y) = ((u - self.x) / self.half.0, (v - self.y) / self.half.1);
        let inside = 1.0 - x * x - y * y;
        (inside > 0.0).then(|| self.half.2 * inside.sqrt())
    }
}

/// A body of revolution from its radii at equal steps, with grooves.
fn jar(profile: &[f32; 7], u: f32, v: f32) -> Option<f32> {
    let place = (v + 0.36) / 0.7 * 6.0;
    if !(0.0..6.0).contains(&place) {
        return None;
    }
    let step = place as usize;
    let t = place - step as f32;
    let eased = t * t * (3.0 - 2.0 * t);
    let radius = profile[step] + (profile[step + 1] - profile[step]) * eased;
    let radius = radius + 0.0005 * (v * 260.0).sin();
    let inside = radius * radius - u * u;
    (inside > 0.0).then(|| inside.sqrt())
}

/// A slab with a raised border, a standing figure and waves behind it.
fn relief(waves: f32, u: f32, v: f32) -> Option<f32> {
    let (across, up) = (u.abs() / 0.27, v.abs() / 0.36);
    if across > 1.0 || up > 1.0 {
        return None;
    }
    let border: f32 = if across > 0.9 || up > 0.92 { 0.018 } else { 0.0 };
    let bump = |x: f32, y: f32, wide: f32, high: f32| {
        let d = ((u - x) / wide).powi(2) + ((v - y) / high).powi(2);
        if d < 1.0 { 0.05 * (1.0 - d).sqrt() } else { 0.0 }
    };
    let person =
        bump(0.0, -0.19, 0.05, 0.06).max(bump(0.0, 0.0, 0.075, 0.15)).max(bump(-0.04, 0.2, 0.03, 0.13));
    let person = person.max(bump(0.04, 0.2, 0.03, 0.13));
    let person = person.max(bump(-0.09, 0.0, 0.022, 0.12)).max(bump(0.1, -0.1, 0.02, 0.1));
    let behind = 0.004 * (u * waves * 22.0 + (v * 19.0).sin()).sin();
    Some(0.04 + border.max(person).max(behind))
}

/// A coin: a rim, a ring of beads, and rays around a boss.
fn coin(rays: f32, u: f32, v: f32) -> Option<f32> {
    let radius = u.hypot(v) / 0.3;
    if radius > 1.0 + 0.012 * (v.atan2(u) * 5.0).sin() {
        return None;
    }
    let angle = v.atan2(u);
    let rim = if radius > 0.93 { 0.016 } else { 0.0 };
    let bead = if (0.8..0.88).contains(&radius) { 0.007 * (angle * 40.0).sin().max(0.0) } else { 0.0 };
    let ray = if (0.28..0.74).contains(&radius) { 0.012 * (angle * rays).cos().max(0.0) } else { 0.0 };
    let boss = if radius < 0.25 { 0.09 * (0.0625 - radius * radius).max(0.0).sqrt() } else { 0.0 };
    Some(0.03 + rim + bead + ray + boss)
}
