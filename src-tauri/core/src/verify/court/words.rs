//! What each finding means, in words for people who were not there.
//!
//! Owns: one sentence a code, for one finding and for many. Must never: say more than the check proved, or use a word
//! that is not in the design's vocabulary.

/// What is said of findings with one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The stable code of FORMAT.md section 12.
    pub code: &'static str,
    /// A sentence about one such finding.
    pub one: &'static str,
    /// A sentence about several; `{n}` stands for how many.
    pub many: &'static str,
    /// What it means and what can be done.
    pub means: &'static str,
}

impl Said {
    /// The sentence about so many.
    pub fn sentence(&self, count: u64) -> String {
        if count == 1 { self.one.to_owned() } else { self.many.replace("{n}", &count.to_string()) }
    }
}

const fn said(code: &'static str, one: &'static str, many: &'static str, means: &'static str) -> Said {
    Said { code, one, many, means }
}

/// An original whose bytes differ; it has the code of any file whose bytes differ, and words of its own.
pub const PHOTO_DIFFERS: Said = said(
    "digest-differs",
    "One photo or other original is not the one that was sealed.",
    "{n} photos or other originals are not the ones that were sealed.",
    "Its bytes have another SHA-256 than the one that was signed when it was taken in. The file was changed, replaced or \
     damaged afterwards. The sealed one may still be whole in the catalogue or in another bundle.",
);

/// What is said of a code that this version does not know.
const UNKNOWN: Said = said(
    "unknown",
    "One finding of a kind that this version has no words for.",
    "{n} findings of a kind that this version has no words for.",
    "The code and the place say more; FORMAT.md lists the codes.",
);

/// All codes that have words, those of bundles first.
pub const ALL: [Said; 52] = [
    said(
        "digest-differs",
        "One file is not the one that was signed.",
        "{n} files are not the ones that were signed.",
        "The file's bytes have another SHA-256 than the signed list gives. It was changed, replaced or damaged afterwards.",
    ),
    said(
        "file-missing",
        "One file that the signed list names is not there.",
        "{n} files that the signed list names are not there.",
        "It was removed, or lost on the way. Get the bundle again from the laptop that wrote it.",
    ),
    said(
        "file-unlisted",
        "One file is there that the signed list does not name.",
        "{n} files are there that the signed list does not name.",
        "It was added after the bundle was signed, or does not belong into a bundle. Nothing vouches for it.",
    ),
    said(
        "bag-form",
        "One part of the bundle's lists has not the form that was signed.",
        "{n} parts of the bundle's lists have not the form that was signed.",
        "The lists that say what the bundle holds do not fit each other or the rest.",
    ),
    said(
        "path-unsafe",
        "One name in the bundle is not allowed.",
        "{n} names in the bundle are not allowed.",
        "No honest program writes such a name; it could lead outside the bundle. Nothing was read through it.",
    ),
    said(
        "zip-form",
        "The ZIP has one fault in its form.",
        "The ZIP has {n} faults in its form.",
        "The ZIP was changed, cut short, or packed again by another program.",
    ),
    said(
        "encryption-broken",
        "The encrypted file is cut short or altered at one place.",
        "The encrypted file is cut short or altered at {n} places.",
        "What is inside cannot be read from there on. Ask for the file again.",
    ),
    said(
        "signature-bad",
        "One signature is not good.",
        "{n} signatures are not good.",
        "What was signed was changed afterwards, or the signature was made by another key.",
    ),
    said(
        "entry-form",
        "One line of the ledger is no entry.",
        "{n} lines of the ledger are no entries.",
        "The line was changed, or was written by a program that does not follow the format.",
    ),
    said(
        "chain-broken",
        "At one place an entry does not follow on the one before it.",
        "At {n} places an entry does not follow on the one before it.",
        "Entries were changed, removed, added or put in another order.",
    ),
    said(
        "chain-start",
        "One chain does not begin as it must.",
        "{n} chains do not begin as they must.",
        "The first entry, which names the key, is not there or does not give this chain.",
    ),
    said(
        "withheld-form",
        "One entry is withheld where none may be.",
        "{n} entries are withheld where none may be.",
        "Only a dossier withholds entries, and only in one form.",
    ),
    said(
        "head-form",
        "One signed head is not complete.",
        "{n} signed heads are not complete.",
        "The head, its signature, or both were changed or removed.",
    ),
    said(
        "head-differs",
        "One signed head names another entry than the one that is here.",
        "{n} signed heads name other entries than those that are here.",
        "Entries were replaced after the head was signed.",
    ),
    said(
        "tail-missing",
        "The end of one chain is missing.",
        "The ends of {n} chains are missing.",
        "A signed head shows that more entries existed than are here.",
    ),
    said(
        "base-form",
        "What this bundle says it builds on does not fit.",
        "{n} statements of what this bundle builds on do not fit.",
        "The bundle names an earlier one that is of another operation, ends elsewhere, or is not named properly.",
    ),
    said(
        "base-absent",
        "The bundle that this one builds on was not given.",
        "{n} bundles that this one builds on were not given.",
        "This bundle holds only what is newer. Check it together with the one before, or against a catalogue that has that.",
    ),
    said(
        "note-differs",
        "One note is not what was sealed.",
        "{n} files of notes are not what was sealed.",
        "The file beside the ledger differs from the sealed entry. The ledger holds the sealed words.",
    ),
    said(
        "original-missing",
        "One photo or other original that an entry names is not there.",
        "{n} photos or other originals that entries name are not there.",
        "The signer did not have it, or it was removed. Its SHA-256 is known, so it can be recognised if it is found.",
    ),
    said(
        "original-unnamed",
        "One original is there that no entry names.",
        "{n} originals are there that no entry names.",
        "Nobody signed that it belongs to the operation.",
    ),
    said(
        "derived-differs",
        "One page or table is not what the entries give.",
        "{n} pages or tables are not what the entries give.",
        "Pages and tables are made from the entries, for reading. Made again they come out otherwise: rely on the entries.",
    ),
    said(
        "other-operation",
        "One chain belongs to another operation.",
        "{n} chains belong to other operations.",
        "Nobody in this operation signed that the other one counts here.",
    ),
    said(
        "chain-forked",
        "At one place two entries were signed where one may stand.",
        "At {n} places two entries were signed where one may stand.",
        "A catalogue was copied or put back from a backup, and both copies went on. Both versions are here; ask the signer.",
    ),
    said(
        "clock-backwards",
        "One entry counts backwards.",
        "{n} entries count backwards.",
        "The counter that puts entries in order went back. The chain itself still gives their order.",
    ),
    said(
        "clock-leap",
        "One entry counts far ahead of all that it could know.",
        "{n} entries count far ahead of all that they could know.",
        "The counter that puts entries in order makes a leap. The order on screen may be wrong there.",
    ),
    said(
        "seen-elsewhere",
        "One entry says that it replaces something that is not about the same field.",
        "{n} entries say that they replace something that is not about the same field.",
        "It replaces nothing, and both values count.",
    ),
    said(
        "class-differs",
        "One entry says openly what was internal before, or the other way round.",
        "{n} entries say openly what was internal before, or the other way round.",
        "Look at it before anything is handed on.",
    ),
    said(
        "size-differs",
        "One entry names another size for an original than that has.",
        "Entries name {n} sizes for originals other than those have.",
        "The original is the one whose SHA-256 was signed, so the file is right and what the entry says of its size is not. \
         Ask the entry's signer.",
    ),
    said(
        "withheld-unbound",
        "One withheld entry lies beyond the last signed head.",
        "{n} withheld entries lie beyond the last signed head.",
        "No signature binds it to its place yet. Ask for a newer bundle.",
    ),
    said(
        "signer-unknown",
        "One key that signed is not on a list from outside.",
        "{n} keys that signed are not on a list from outside.",
        "That nothing was changed is shown; whose key it is, is not. Give headquarters' list of signers, or compare the \
         fingerprint with paper.",
    ),
    said(
        "signer-expired",
        "One key signed at a time for which the list does not name it.",
        "{n} keys signed at times for which the list does not name them.",
        "The laptop's clock gave that time. Ask headquarters.",
    ),
    said(
        "signer-revoked",
        "One key that signed is revoked by headquarters.",
        "{n} keys that signed are revoked by headquarters.",
        "Anybody may have signed with it. Only what a receipt or a time token from before the revocation holds is still that person's.",
    ),
    said(
        "receipt-unknown",
        "One receipt that was given does not count.",
        "{n} receipts that were given do not count.",
        "It is about another operation, or the list does not let its signer sign receipts, or revokes that key. Nothing is proven \
         by it.",
    ),
    said(
        "time-form",
        "The time token cannot be read.",
        "{n} time tokens cannot be read.",
        "The file beside the bundle is no answer of a time-stamping authority. Nothing is concluded from it; the bundle is \
         judged as if it were not there. Ask the authority again with the request (`.tsq`).",
    ),
    said(
        "time-not-judged",
        "The time token was not judged: nobody was named whose word on the time counts.",
        "{n} time tokens were not judged: nobody was named whose word on the time counts.",
        "It is about this bundle; the time in it is what its maker says, and nothing is concluded from it. Get the authority's \
         certificate from the authority itself and name it (`--tsa-ca`).",
    ),
    said(
        "time-other-file",
        "The time token is about another file.",
        "{n} time tokens are about other files.",
        "It names another SHA-256 than that of this bundle's list of all files. It says nothing about this bundle.",
    ),
    said(
        "time-signature-bad",
        "The signature of the time token is not good.",
        "The signatures of {n} time tokens are not good.",
        "The token was changed, or was not made by the certificate that it holds. No time is proven by it.",
    ),
    said(
        "time-certificate-use",
        "The time token was signed with a certificate that is not for time stamping.",
        "{n} time tokens were signed with certificates that are not for time stamping.",
        "Such a certificate must be for time stamping and nothing else. No time is proven by it.",
    ),
    said(
        "time-certificate-expired",
        "A certificate of the time token was not valid at the time that it gives.",
        "Certificates of {n} time tokens were not valid at the times that they give.",
        "The authority's word counts only while its certificates are valid. No time is proven by it.",
    ),
    said(
        "time-authority-unknown",
        "Nobody that you named vouches for the time token.",
        "Nobody that you named vouches for {n} time tokens.",
        "The time in it is what its maker says. Get the authority's certificate from the authority itself and name it \
         (`--tsa-ca`); a certificate that came with the bundle proves nothing.",
    ),
    said(
        "encrypted",
        "What was encrypted was not read again.",
        "{n} encrypted files were not read again.",
        "Its bytes are on the disk as they were written. Only the recipient's key can open it and check what is inside.",
    ),
    said(
        "database-damaged",
        "The catalogue's database is damaged at one place.",
        "The catalogue's database is damaged at {n} places.",
        "Nothing else was checked. Put a backup back, or import the bundles again.",
    ),
    said(
        "view-differs",
        "One list or search shows something else than the entries say.",
        "At {n} places lists or searches show something else than the entries say.",
        "The entries are whole; what is made from them for screens is not. Make the views anew (`rebuild`).",
    ),
    said(
        "count-differs",
        "One count of a hand-over or other custody event does not agree.",
        "{n} counts of hand-overs or other custody events do not agree.",
        "The number that was stated is not the number of objects that were recorded.",
    ),
    said(
        "recorded-count-differs",
        "One custody event counts otherwise than what it names.",
        "{n} custody events count otherwise than what they name.",
        "The count in the entry is not what its own list adds up to.",
    ),
    said(
        "seal-differs",
        "One seal has another number than the one that was recorded.",
        "{n} seals have other numbers than those that were recorded.",
        "Somebody broke or changed a seal without recording it, or a number was misread.",
    ),
    said(
        "seal-missing",
        "One package that was sealed has no seal recorded now.",
        "{n} packages that were sealed have no seal recorded now.",
        "Look at the package, and record what is there.",
    ),
    said(
        "not-accounted-for",
        "One object is not accounted for.",
        "{n} objects are not accounted for.",
        "It was handed over or packed, and a later event about the same package does not name it.",
    ),
    said(
        "count-lost-in-split",
        "The parts of one lot are not as many as the lot was.",
        "The parts of {n} lots are not as many as the lots were.",
        "Count again, and correct the quantities.",
    ),
    said(
        "accepted-twice",
        "One hand-over was accepted by two people.",
        "{n} hand-overs were accepted by two people each.",
        "Ask both.",
    ),
    said(
        "photo-unknown",
        "One file of the folder is no original that is held.",
        "{n} files of the folder are no originals that are held.",
        "Either it was changed after it was taken in (also by rotating or saving it again), or it never was taken in.",
    ),
    said(
        "photo-unreadable",
        "One file of the folder could not be read.",
        "{n} files of the folder could not be read.",
        "Nothing can be said of it. Try another card reader or disk.",
    ),
];

/// What is said of a custody statement that cannot be read; its code is no finding of a bundle's bytes.
pub const CUSTODY_FORM: Said = said(
    "custody-form",
    "One custody event cannot be read in full.",
    "{n} custody events cannot be read in full.",
    "Another program wrote it. What can be read is shown, its entry is kept whole.",
);

/// What is said where slips that a custody event names are not here; its code is no finding of a bundle's bytes either.
pub const SLIP_ABSENT: Said = said(
    "slip-absent",
    "One custody event names a signed slip that is not here.",
    "{n} custody events name signed slips that are not here.",
    "The event counts as acknowledged by it, and nobody can read it here. Ask the event's signer for the photo of the slip.",
);

/// What is said where a custody event names more of a lot than there are; its code is no finding of a bundle's bytes either.
pub const MORE_THAN_THERE_ARE: Said = said(
    "more-than-there-are",
    "One custody event names more objects of a record than it stands for.",
    "{n} custody events name more objects of a record than it stands for.",
    "Count again. Correct the event, or the quantity of the record.",
);

/// What is said of a hand-over that was corrected after it was acknowledged; its code is no finding of a bundle's bytes.
pub const CHANGED_AFTER_ACCEPTANCE: Said = said(
    "changed-after-acceptance",
    "One hand-over was corrected after it was acknowledged.",
    "{n} hand-overs were corrected after they were acknowledged.",
    "What was acknowledged is what stood before. Let the receiver acknowledge it as it stands now.",
);

const CUSTODY: [&Said; 4] = [&CUSTODY_FORM, &SLIP_ABSENT, &MORE_THAN_THERE_ARE, &CHANGED_AFTER_ACCEPTANCE];

/// The words for a code.
pub fn of(code: &str) -> Said {
    let all = ALL.iter().chain(CUSTODY);
    all.copied().find(|said| said.code == code).unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_format_has_words_of_its_own() {
        let page = include_str!("../../../FORMAT.md");
        let section = page.split("## 12. Verdicts").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows =
            section.lines().filter(|line| line.starts_with("| `")).filter(|l| l.matches('|').count() == 4);
        let kinds = ["`verified`", "`altered`", "`missing`", "`unexpected`", "`unverifiable`"];
        let mut codes = 0;
        for cell in rows.filter_map(|line| line.split('|').nth(1)) {
            for code in cell.split(',').map(str::trim).filter(|code| !kinds.contains(code)) {
                let code = code.trim_matches('`');
                assert_eq!(of(code).code, code, "no words for {code}");
                codes += 1;
            }
        }
        assert!(codes > 25, "the table was read: {codes}");
    }

    #[test]
    fn one_and_many_are_said_differently_and_the_number_stands_in_the_sentence() {
        for said in ALL.iter().chain([&CUSTODY_FORM, &PHOTO_DIFFERS, &UNKNOWN]) {
            assert!(said.sentence(7).contains('7') || said.code == "base-absent", "{}", said.code);
            assert!(!said.sentence(1).contains("{n}") && !said.sentence(2).contains("{n}"), "{}", said.code);
            assert!(said.one.ends_with('.') && said.means.ends_with('.'), "{}", said.code);
        }
    }
}
