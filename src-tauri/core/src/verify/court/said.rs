//! The sentences of a report: the verdict's, what was proven, what was not, and how to check without this program.

use super::{CheckStep, Checked, FindingGroup, KeySeen, ProvenFact};
use crate::finding::FindingKind;
use crate::timestamp::Stamp;
use crate::verify::report::VerifyReport;
use crate::verify::time::NOT_JUDGED;
use crate::verify::verdict::Verdict;

/// Sentences about findings that the verdict itself names; the rest is in the list.
const NAMED: usize = 2;

/// The verdict in words.
pub(super) fn sentence(report: &VerifyReport, groups: &[FindingGroup], listed: bool) -> String {
    match report.verdict {
        Verdict::Altered => altered(report, groups, listed),
        Verdict::Incomplete => {
            let missing = groups.iter().filter(|group| group.kind == FindingKind::Missing);
            let named: Vec<&str> = missing.take(NAMED).map(|group| group.sentence.as_str()).collect();
            format!("What is here is as it was signed, but not all is here. {}", named.join(" "))
        }
        Verdict::Verified | Verdict::Unverifiable => report.sentence.clone(),
    }
}

fn altered(report: &VerifyReport, groups: &[FindingGroup], listed: bool) -> String {
    let bad: Vec<&FindingGroup> =
        groups.iter().filter(|group| group.kind != FindingKind::Unverifiable).collect();
    let mut parts: Vec<String> = bad.iter().take(NAMED).map(|group| group.sentence.clone()).collect();
    let rest: u64 = bad.iter().skip(NAMED).map(|group| group.count).sum();
    if rest > 0 {
        parts.push(format!(
            "There {} below.",
            if rest == 1 { "is one more finding".to_owned() } else { format!("are {rest} more findings") }
        ));
    }
    if rest == 0 && bad.iter().all(|group| group.is_of_originals()) && report.kind != "photos" {
        parts.push(
            match (listed, unknown_signer(groups)) {
                (true, false) => "Everything else is whole, and signed by keys on the list that you gave.",
                (true, true) => {
                    "Everything else is whole, but not every key that signed is on the list that you gave."
                }
                (false, _) => "Everything else is whole, but nothing here says whose keys signed.",
            }
            .to_owned(),
        );
    }
    parts.join(" ")
}

fn unknown_signer(groups: &[FindingGroup]) -> bool {
    groups.iter().any(|group| group.code.starts_with("signer-"))
}

/// True if nothing was found that touches entries, heads, or what binds them.
fn ledger_is_whole(report: &VerifyReport) -> bool {
    let apart = |path: &str| {
        let path = path.strip_prefix("data/").unwrap_or(path);
        ["originals/", "pages/", "tables/", "index.html", "verify.txt"]
            .iter()
            .any(|start| path.starts_with(start))
    };
    report.findings.iter().all(|finding| {
        let harmless = finding.kind == FindingKind::Unverifiable
            && !matches!(finding.code, "chain-forked" | "withheld-unbound");
        harmless || apart(&finding.path)
    })
}

/// What was proven, as far as the check went.
pub(super) fn proven(
    report: &VerifyReport,
    groups: &[FindingGroup],
    listed: bool,
    signers: &[KeySeen],
) -> Vec<ProvenFact> {
    let count = |what: &str| report.verified.get(what).copied().unwrap_or(0);
    let mut proven = Vec::new();
    let mut add = |what: &'static str, count: u64, sentence: String| {
        if count > 0 {
            proven.push(ProvenFact { what, count, sentence });
        }
    };
    let signer = report.signer.as_deref().unwrap_or("the bundle's signer");
    add("signature", count("signature"), format!("The list of all files was signed by the key {signer}."));
    if let Some(stamp) = &report.time {
        let who = &stamp.authority;
        let what = format!(
            "The list of all files existed at {}, and so did every file and entry that it names: the time-stamping authority \
             {who} says so, for whom an authority that you named vouches (certificate {}).",
            stamp.at, stamp.certificate
        );
        add("time", count("time"), what);
    }
    add(
        "digest",
        count("digest"),
        "Files: each is, byte for byte, the one that the signed list names.".into(),
    );
    add(
        "original",
        count("original"),
        "Photos and other originals: each has the SHA-256 that was signed when it was taken in.".into(),
    );
    add(
        "photo",
        count("photo"),
        "Files of the folder: each is, byte for byte, an original that is held.".into(),
    );
    add(
        "entry",
        count("entry"),
        "Entries of the ledger: each carries a good signature by the key of its chain.".into(),
    );
    let holds = if report.time.is_some() { "receipts or the time token" } else { "receipts" };
    add(
        "fixed",
        count("fixed"),
        format!(
            "Signatures by keys that headquarters has revoked since: {holds} from before the revocation hold them, so they are \
             those of the person who had the key then."
        ),
    );
    let heads = count("head");
    if ledger_is_whole(report) && heads > 0 {
        let what = "Signed heads: up to them no entry was changed, removed, added or put in another order.";
        add("chains", heads, what.into());
    }
    add(
        "derived",
        count("derived"),
        "Notes, tables and pages: made again from the entries, each came out the same.".into(),
    );
    let on_list = signers.iter().filter(|signer| signer.listed.is_some()).count() as u64;
    if listed && !unknown_signer(groups) && !signers.is_empty() {
        add("signers", on_list, "Signers: every key that signed is on the list from outside.".into());
    }
    proven
}

/// What was not proven, and what nothing of this kind can prove.
pub(super) fn not_proven(report: &VerifyReport, listed: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if !listed {
        lines.push("Who signed: no list of signers from outside was given.".into());
    }
    lines.push(
        "That what was written is true: a signature shows who signed it, and that it has not changed since."
            .into(),
    );
    lines.extend(report.not_proven.iter().map(|line| (*line).to_owned()));
    if report.time.is_some() {
        let line =
            "How long before that time it was written: a time token shows only that it existed by then.";
        lines.push(line.into());
        lines.push(
            "When the list of all files was signed: a time token is about the list, not about its signature."
                .into(),
        );
    }
    if report.findings.iter().any(|finding| finding.code == NOT_JUDGED) {
        let line =
            "When it existed: a time token is there, and no authority was named by whom it could be judged.";
        lines.push(line.into());
    }
    match report.kind.as_str() {
        "since" => lines
            .push("Anything about what earlier bundles hold, beyond what was checked with this one.".into()),
        "dossier" => {
            lines.push("What the withheld entries say: only that they exist and where they stand.".into())
        }
        "invite" => {
            lines.push("That photos and other originals are whole: an invitation does not carry them.".into())
        }
        "photos" => lines.push(
            "That the folder holds all photos of the operation: only what is in it was compared.".into(),
        ),
        _ => {}
    }
    if report.not_compared > 0 {
        lines.push(format!(
            "That {} preview pictures show what the originals show: they are signed, and were not made again.",
            report.not_compared
        ));
    }
    lines
}

/// How to check it without this program.
pub(super) fn steps(
    checked: &Checked,
    principal: Option<&str>,
    groups: &[FindingGroup],
    time: Option<&Stamp>,
) -> Vec<CheckStep> {
    let step = |says: &str, command: String| CheckStep { says: says.to_owned(), command };
    if matches!(checked.kind.as_str(), "catalogue" | "photos") {
        return vec![step(
            "A catalogue is checked by this program only. Export it: its bundle is checked with tools that every \
             computer has, as data/verify.txt in the bundle says.",
            "sigillum export --to FOLDER".into(),
        )];
    }
    let name = principal.unwrap_or("NAME-ON-YOUR-LIST");
    let fingerprint = checked.signer.as_deref().unwrap_or("the fingerprint on paper");
    let mut steps = vec![
        step(
            &format!("In the bundle's folder. The first line must show {fingerprint}, and paper must show the same:"),
            "ssh-keygen -lf data/keys/allowed_signers".into(),
        ),
        step(
            "Save headquarters' list of signers beside the bundle as “signers”. This must say “Good”:",
            format!(
                "ssh-keygen -Y verify -f ../signers \\\n  -I {name} -n bundle@sigillum \\\n  -s tagmanifest-sha256.txt.sig \\\n  < tagmanifest-sha256.txt"
            ),
        ),
        step(
            "Both must print nothing; a file that differs is named:",
            "sha256sum -c --strict --quiet tagmanifest-sha256.txt\nsha256sum -c --strict --quiet manifest-sha256.txt".into(),
        ),
    ];
    if time.is_some() {
        steps.push(step(
            "Save the time token beside the bundle as “token.tsr” and the authority's certificate as “authority.pem”. This \
             must say “Verification: OK”; where a certificate has ended since, add -attime and the token's second:",
            "openssl ts -verify -in ../token.tsr -CAfile ../authority.pem \\\n  -data tagmanifest-sha256.txt".into(),
        ));
    }
    let differs =
        groups.iter().find(|group| group.is_of_originals()).and_then(|group| group.findings.first());
    if let Some(named) = differs {
        let plain = |path: &str| path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
        if let Some(original) = named.original.filter(|_| plain(&named.path)) {
            steps.push(step(
                &format!("The file in question. Sealed was {original}; this shows another number:"),
                format!("sha256sum {}", named.path),
            ));
        }
    }
    steps
}
