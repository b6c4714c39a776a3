//! What stands before the scan of a usual picture. Anything else is nothing.

use super::codes::Codes;
use crate::media::source::be16;

/// A picture's frame, tables and scan header.
pub(super) struct Header {
    pub(super) width: usize,
    pub(super) height: usize,
    /// One (grey) or three (luminance and twice colour).
    pub(super) components: Vec<Component>,
    pub(super) dc: [Option<Codes>; 4],
    pub(super) ac: [Option<Codes>; 4],
    /// Minimum coded units between two restart markers; 0 for none.
    pub(super) restart: usize,
    /// Where the scan's bits begin.
    pub(super) scan: usize,
}

/// One component of the picture.
pub(super) struct Component {
    id: u8,
    /// Blocks in a minimum coded unit.
    pub(super) across: usize,
    pub(super) down: usize,
    /// The number of its quantization table, then that table's first value.
    table: usize,
    pub(super) quantum: i32,
    /// The numbers of its tables of codes.
    pub(super) dc: usize,
    pub(super) ac: usize,
}

impl Header {
    /// The largest sampling factors.
    pub(super) fn sampling(&self) -> (usize, usize) {
        self.components.first().map_or((1, 1), |first| (first.across, first.down))
    }

    /// Minimum coded units across and down.
    pub(super) fn units(&self) -> (usize, usize) {
        let (across, down) = self.sampling();
        (self.width.div_ceil(8 * across), self.height.div_ceil(8 * down))
    }
}

/// What the segments said so far.
#[derive(Default)]
struct Segments {
    quanta: [Option<i32>; 4],
    dc: [Option<Codes>; 4],
    ac: [Option<Codes>; 4],
    restart: usize,
    frame: Option<(usize, usize, Vec<Component>)>,
    jfif: bool,
    /// The colour transform of Adobe's segment.
    adobe: Option<u8>,
}

/// Reads the segments up to the scan.
pub(super) fn read(bytes: &[u8]) -> Option<Header> {
    let mut segments = Segments::default();
    let mut at = 2;
    if bytes.get(..2)? != [0xFF, 0xD8] {
        return None;
    }
    loop {
        let (start, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        let length = usize::from(be16(bytes, at + 2)?);
        let segment = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        match (start, marker) {
            (0xFF, 0xC0 | 0xC1) if segments.frame.is_none() => segments.frame = Some(frame(segment)?),
            (0xFF, 0xC4) => segments.codes(segment)?,
            (0xFF, 0xDB) => segments.quanta(segment)?,
            (0xFF, 0xDD) if segment.len() == 2 => segments.restart = usize::from(be16(segment, 0)?),
            (0xFF, 0xDA) => return segments.scan(segment, at),
            (0xFF, 0xE0) => segments.jfif |= segment.len() >= 12 && segment.starts_with(b"JFIF\0"),
            (0xFF, 0xEE) if segment.len() >= 12 && segment.starts_with(b"Adobe") => {
                segments.adobe = segment.get(11).copied();
            }
            (0xFF, 0xE1..=0xED | 0xEE | 0xEF | 0xFE) => {}
            _ => return None,
        }
    }
}

impl Segments {
    fn codes(&mut self, mut segment: &[u8]) -> Option<()> {
        while let [place, rest @ ..] = segment {
            let counts: &[u8; 16] = rest.first_chunk()?;
            let total = counts.iter().map(|n| usize::from(*n)).sum::<usize>();
            let symbols = rest.get(16..16 + total)?;
            let tables = match place >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return None,
            };
            *tables.get_mut(usize::from(place & 15))? = Some(Codes::read(*counts, symbols)?);
            segment = rest.get(16 + total..)?;
        }
        Some(())
    }

    fn quanta(&mut self, mut segment: &[u8]) -> Option<()> {
        while let [place, rest @ ..] = segment {
            let (size, first) = match place >> 4 {
                0 => (64, i32::from(*rest.first()?)),
                1 => (128, i32::from(be16(rest, 0)?)),
                _ => return None,
            };
            *self.quanta.get_mut(usize::from(place & 15))? = Some(first).filter(|first| *first > 0);
            segment = rest.get(size..)?;
        }
        Some(())
    }

    /// The scan's header: all components in the frame's order, all coefficients.
    fn scan(self, segment: &[u8], at: usize) -> Option<Header> {
        let (width, height, mut components) = self.frame?;
        let count = components.len();
        if usize::from(*segment.first()?) != count || segment.len() != 4 + 2 * count {
            return None;
        }
        for (component, named) in components.iter_mut().zip(segment.get(1..)?.chunks_exact(2)) {
            let [id, tables] = *named else { return None };
            if id != component.id {
                return None;
            }
            (component.dc, component.ac) = (usize::from(tables >> 4), usize::from(tables & 15));
            component.quantum = (*self.quanta.get(component.table)?)?;
            let (dc, ac) = (self.dc.get(component.dc)?, self.ac.get(component.ac)?);
            dc.as_ref().zip(ac.as_ref())?;
        }
        if segment.get(1 + 2 * count..)? != [0, 63, 0] {
            return None;
        }
        // Which colours they are follows as in libjpeg; only what is surely luminance and colour is read here.
        let named = components.iter().map(|component| component.id).eq(1..=3);
        let is_ycc = self.adobe.map_or(self.jfif || named, |transform| transform == 1);
        if count == 3 && !is_ycc {
            return None;
        }
        let (dc, ac, restart) = (self.dc, self.ac, self.restart);
        Some(Header { width, height, components, dc, ac, restart, scan: at })
    }
}

/// Size and components of a frame with 8 bits a sample, grey or with colour at full or half resolution.
fn frame(segment: &[u8]) -> Option<(usize, usize, Vec<Component>)> {
    let (height, width) = (usize::from(be16(segment, 1)?), usize::from(be16(segment, 3)?));
    let count = usize::from(*segment.get(5)?);
    if *segment.first()? != 8 || width == 0 || height == 0 || segment.len() != 6 + 3 * count {
        return None;
    }
    let mut components = Vec::new();
    for named in segment.get(6..)?.chunks_exact(3) {
        let [id, sampling, table] = *named else { return None };
        let (across, down) = (usize::from(sampling >> 4), usize::from(sampling & 15));
        let (table, quantum) = (usize::from(table), 0);
        components.push(Component { id, across, down, table, quantum, dc: 0, ac: 0 });
    }
    match &mut components[..] {
        // A scan of one component is not interleaved: its unit is one block, whatever its sampling is.
        [grey] => (grey.across, grey.down) = (1, 1),
        [first, second, third] => {
            let usual = matches!((first.across, first.down), (1, 1) | (2, 1) | (2, 2));
            let full = |component: &Component| (component.across, component.down) == (1, 1);
            if !usual || !full(second) || !full(third) {
                return None;
            }
        }
        _ => return None,
    }
    Some((width, height, components))
}
