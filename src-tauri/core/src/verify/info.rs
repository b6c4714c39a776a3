//! `bag-info.txt` and the bundle's name against everything else: FORMAT.md section 10.

use super::bundle::BundleCheck;
use crate::bag::Form;
use crate::entry::Position;
use crate::finding::{Finding, FindingKind};
use crate::head::head_code;
use crate::id::{ChainId, OperationId};
use crate::json::MAX_INTEGER;
use crate::report::{BundleKind, Language};

const FILE: &str = "bag-info.txt";
const LABELS: [&str; 9] = [
    "External-Identifier",
    "Bagging-Date",
    "Payload-Oxum",
    "Sigillum-Format",
    "Sigillum-Bundle",
    "Sigillum-Operation",
    "Sigillum-Chain",
    "Sigillum-Signer",
    "Sigillum-Head-Code",
];

/// In a dossier there may be a tenth.
const LANGUAGE: &str = "Sigillum-Language";

/// A bundle's name, taken apart.
struct Name<'a> {
    kind: BundleKind,
    chain: &'a str,
    seq: u64,
}

impl<'a> Name<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.rsplitn(5, '-');
        let (random, seq, chain) = (parts.next()?, parts.next()?, parts.next()?);
        let (kind, slug) = (BundleKind::from_word(parts.next()?)?, parts.next()?);
        let hex = |text: &str, digits: usize| {
            text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let plain = slug.len() <= 40 && slug.split('-').all(word);
        let number: u64 = seq.parse().ok().filter(|n| (1..=MAX_INTEGER.cast_unsigned()).contains(n))?;
        let exact = hex(random, 6) && hex(chain, 8) && number.to_string() == seq;
        (plain && exact).then_some(Self { kind, chain, seq: number })
    }
}

impl BundleCheck {
    pub(super) fn info(&self, label: &str) -> &str {
        let found = self.bag.bag_info.iter().find(|(known, _)| known == label);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The language of a dossier's pages, where it names one.
    pub(super) fn language(&self) -> Option<Language> {
        Language::from_code(self.info(LANGUAGE)).filter(|_| self.kind == Some(BundleKind::Dossier))
    }

    fn bad_info(&mut self, label: &str, expected: &str) {
        let found = Finding::new(FindingKind::Altered, "bag-form", FILE).found(self.info(label));
        self.findings.push(found.expected(format_args!("{label}: {expected}")));
    }

    /// Reads the labels; says which are missing, too many or of another form. A file that is lost was said already.
    pub(super) fn read_info(&mut self) {
        if self.bag.source().size(FILE).is_none() {
            return;
        }
        self.name = self.info("External-Identifier").to_owned();
        self.kind = BundleKind::from_word(self.info("Sigillum-Bundle"));
        self.operation = self.info("Sigillum-Operation").parse().ok();
        let mut labels: Vec<&str> = self.bag.bag_info.iter().map(|(label, _)| label.as_str()).collect();
        labels.sort_unstable();
        let mut wanted = LABELS.to_vec();
        if self.kind == Some(BundleKind::Dossier) && labels.contains(&LANGUAGE) {
            wanted.push(LANGUAGE);
        }
        wanted.sort_unstable();
        if labels != wanted {
            let finding = Finding::new(FindingKind::Altered, "bag-form", FILE).found(labels.join(" "));
            self.findings.push(finding.expected("the nine labels of FORMAT.md section 10, each once"));
        }
        for label in wanted {
            if !has_form(label, self.info(label)) {
                self.bad_info(label, "a value of its form");
            }
        }
    }

    /// What bag-info says must fit the ledger, the signature and the ZIP's folder.
    pub(super) fn compare_info(&mut self) {
        if self.bag.source().size(FILE).is_none() {
            return;
        }
        let folder = self.bag.source().name().to_owned();
        if self.bag.source().form() == Form::Zip && !folder.is_empty() && folder != self.name {
            self.altered("zip-form", &folder, &self.name.clone(), &folder);
        }
        if let Some(key) = self.signer
            && self.info("Sigillum-Signer") != key.fingerprint()
        {
            self.bad_info("Sigillum-Signer", &key.fingerprint());
        }
        let name = self.name.clone();
        let (Some(name), Ok(chain)) = (Name::parse(&name), self.info("Sigillum-Chain").parse::<ChainId>())
        else {
            return;
        };
        if Some(name.kind) != self.kind || name.chain != chain.short() {
            self.bad_info("External-Identifier", "a name with kind and chain of this bundle");
        }
        self.compare_chain(chain, name.seq);
    }

    /// The chain that bag-info names is the signer's, is here or in the base, and stands where the name says.
    fn compare_chain(&mut self, chain: ChainId, seq: u64) {
        let based: Vec<Position> =
            self.base.iter().flat_map(|b| &b.heads).filter(|h| h.chain == chain).copied().collect();
        let prefix = format!("{}{chain}", super::layout::LEDGER);
        let listed =
            self.bag.manifest.range(prefix.clone()..).next().is_some_and(|(p, _)| p.starts_with(&prefix));
        if !listed && based.is_empty() && !self.base_lost() {
            self.bad_info("Sigillum-Chain", "a chain in this bundle or its base");
        }
        let branches = || self.branches.iter().filter(|branch| branch.chain == chain);
        if self.signer.is_some_and(|key| branches().any(|branch| branch.key != key)) {
            self.bad_info("Sigillum-Chain", "a chain of the key that signed the bundle");
        }
        let branches = || self.branches.iter().filter(|branch| branch.chain == chain);
        let places = branches().flat_map(|b| &b.places).map(|p| Position { chain, seq: p.seq, link: p.link });
        let codes: Vec<String> =
            places.chain(based).filter(|p| p.seq == seq).map(|position| head_code(&position)).collect();
        let judged = !codes.is_empty() || branches().next().is_some();
        if judged && !codes.iter().any(|code| code == self.info("Sigillum-Head-Code")) {
            self.bad_info("Sigillum-Head-Code", "the code of the place that the name gives");
        }
    }
}

fn has_form(label: &str, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match label {
        "External-Identifier" => Name::parse(value).is_some(),
        "Bagging-Date" => {
            let parts: Vec<&str> = value.split('-').collect();
            matches!(parts[..], [y, m, d] if [y, m, d].map(str::len) == [4, 2, 2])
                && parts.into_iter().all(digits)
        }
        "Payload-Oxum" => value.split_once('.').is_some_and(|(bytes, files)| digits(bytes) && digits(files)),
        "Sigillum-Format" => value == "1",
        "Sigillum-Bundle" => BundleKind::from_word(value).is_some(),
        LANGUAGE => Language::from_code(value).is_some(),
        "Sigillum-Operation" => value.parse::<OperationId>().is_ok(),
        "Sigillum-Chain" => value.parse::<ChainId>().is_ok(),
        _ => !value.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_s_name_has_five_parts_of_fixed_form() {
        let name = Name::parse("lon-2025-114-since-0a1b2c3d-17-00ff00").unwrap();
        assert_eq!((name.kind, name.chain, name.seq), (BundleKind::Since, "0a1b2c3d", 17));
        for bad in [
            "since-0a1b2c3d-17-00ff00",
            "-since-0a1b2c3d-17-00ff00",
            "a--b-full-0a1b2c3d-17-00ff00",
            "Lon-full-0a1b2c3d-17-00ff00",
            "a-whole-0a1b2c3d-17-00ff00",
            "a-full-0a1b2c3-17-00ff00",
            "a-full-0a1b2c3d-017-00ff00",
            "a-full-0a1b2c3d-0-00ff00",
            "a-full-0a1b2c3d-9007199254740992-00ff00",
            "a-full-0a1b2c3d-17-00FF00",
            "a-full-0a1b2c3d-17-00ff00\n",
            &format!("{}-full-0a1b2c3d-17-00ff00", "a".repeat(41)),
        ] {
            assert!(Name::parse(bad).is_none(), "{bad}");
        }
    }
}
