//! Made-up artefacts: twelve fields, about 350 letters, words as unevenly common as in real text (Zipf), a
//! fifth with Khmer and a sixth with Dari. The same number always gives the same document.

use sigillum_core::digest::Digest;
use sigillum_core::id::{RecordId, RecordKind};
use sigillum_core::search::{FIELD_END, Prepared};
use sigillum_core::store::search::Document;
use std::sync::LazyLock;

const COMMON: &str = "the of and with in a head bronze stone from on left right standing figure buddha fragment \
    sandstone seated hand broken surface traces red gilded period century style probably inscription base \
    missing arm face carved relief panel terracotta schist stucco khmer gandharan bactrian angkor lintel deity \
    shiva vishnu bodhisattva ganesha apsara lion naga elephant coin gold silver copper ivory glass bead necklace \
    ring seal vessel bowl jar lamp manuscript leaf palm ink textile wood door column capital pedestal garment \
    drapery hair crown diadem earring corrosion patina crack repair modern old label number photographed found \
    warehouse crate wrapped newspaper dated market dealer provenance unknown similar parallel museum kabul \
    phnom penh battambang siem reap hadda bamiyan herat mes aynak begram tillya tepe balkh kandahar";

const KHMER: [&str; 28] = [
    "ព្រះពុទ្ធ",
    "រូប",
    "ចម្លាក់",
    "ថ្ម",
    "សំរិទ្ធ",
    "មាស",
    "ប្រាក់",
    "ក្បាល",
    "ដៃ",
    "ឈើ",
    "ប្រាសាទ",
    "អង្គរ",
    "ខ្មែរ",
    "បុរាណ",
    "សតវត្ស",
    "រចនាបថ",
    "ព្រះវិស្ណុ",
    "សិលា",
    "ចារឹក",
    "សារមន្ទីរ",
    "ភ្នំពេញ",
    "បាត់ដំបង",
    "សៀមរាប",
    "កំពង់ធំ",
    "តោ",
    "នាគ",
    "ដំរី",
    "ទេវតា",
];

const DARI: [&str; 24] = [
    "سر",
    "بودا",
    "سنگ",
    "مجسمه",
    "کابل",
    "هرات",
    "بلخ",
    "کتاب",
    "خطی",
    "طلایی",
    "نقره",
    "سکه",
    "برنز",
    "شکسته",
    "سدۀ",
    "قدیمی",
    "موزیم",
    "ملی",
    "یافت",
    "می‌شود",
    "گچ",
    "دست",
    "ایستاده",
    "کتیبه",
];

const ONSETS: [&str; 24] = [
    "b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "qu", "r", "s",
    "st", "t", "tr", "v", "w",
];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
const CODAS: [&str; 12] = ["", "n", "r", "l", "s", "t", "nd", "rk", "m", "ck", "nt", "x"];
/// How many words there are, the common ones included.
const RARE: u64 = 60_000;

/// The numbers of one document, one after the other (SplitMix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A rank below `limit` by Zipf's law: the logarithm of the rank is evenly spread.
    fn rank(&mut self, limit: u64) -> u64 {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((limit as f64).powf(even) as u64).saturating_sub(1).min(limit - 1)
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.rank(list.len() as u64) as usize]
    }

    fn word(&mut self) -> String {
        static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
            let common: Vec<String> = COMMON.split_whitespace().map(str::to_owned).collect();
            let more = common.len() as u64..RARE;
            common.into_iter().chain(more.map(rare)).collect()
        });
        WORDS[self.rank(RARE) as usize].clone()
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// The made-up word with this number.
fn rare(number: u64) -> String {
    let mut draw = Draw(number.wrapping_mul(7919));
    (0..2 + number % 3)
        .map(|_| {
            let [onset, nucleus, coda] =
                [ONSETS.len(), NUCLEI.len(), CODAS.len()].map(|n| draw.below(n as u64) as usize);
            format!("{}{}{}", ONSETS[onset], NUCLEI[nucleus], CODAS[coda])
        })
        .collect()
}

/// The document with this number. References of four people stand one after the other.
pub fn document(number: u64) -> Document {
    let (person, own) = (number / 250_000, number % 250_000 + 1);
    let reference = format!("{}/{own}", ["ABC", "DEF", "KLM", "XYZ"][person as usize % 4]);
    let mut order_key = person.to_be_bytes().to_vec();
    order_key.extend(own.to_be_bytes());
    Document {
        record: RecordId::new(RecordKind::Artefact, Digest::of(&number.to_be_bytes())),
        order_key,
        prepared: Prepared::new(&text(&reference, &mut Draw(number << 20))),
    }
}

fn text(reference: &str, draw: &mut Draw) -> String {
    let local = match draw.below(30) {
        0..6 => (0..4 + draw.below(20)).map(|_| draw.of(&KHMER)).collect(),
        6..11 => (0..4 + draw.below(16)).map(|_| draw.of(&DARI)).collect::<Vec<_>>().join(" "),
        _ => draw.words(4),
    };
    let fields = [
        reference.to_owned(),
        draw.words(5),
        local,
        draw.words(2),
        format!("{} x {},{} cm", draw.below(90), draw.below(40), draw.below(10)),
        draw.words(3),
        draw.words(4),
        {
            let count = 14 + draw.below(14);
            draw.words(count)
        },
        format!("{}th century", 1 + draw.rank(15)),
        draw.words(2),
        format!("seal {:07}", draw.below(10_000_000)),
        format!("DSC_{:04}.JPG", draw.below(10_000)),
    ];
    fields.join(&FIELD_END.to_string())
}
