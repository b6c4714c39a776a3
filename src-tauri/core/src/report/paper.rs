//! Paper by which people compare keys: headquarters' root key, and a person's request to be listed. A page each, with
//! the fingerprint as words, as OpenSSH shows it, and as a code.
//!
//! Must never: load anything, hold a script, or leave out what a person has to compare.

use super::html::Html;
use crate::error::{Code, Error, Result};
use crate::signature::{PublicKey, ssh_time};
use crate::trust::{CHECKED_BITS, Request, words_of};
use fast_qr::{ECL, QRBuilder};
use std::fmt::Write as _;

const STYLE: &str = include_str!("paper.css");

/// A code's edge in modules, and its dark modules as an SVG path, a run in a row at a time. It carries as much against
/// stains and creases as its size allows.
///
/// # Errors
/// [`Code::BadValue`] for a text that no code can hold.
pub fn code_of(text: &str) -> Result<(usize, String)> {
    let levels = [ECL::Q, ECL::M, ECL::L];
    // A small code can afford the highest level; what is long has to be read by an ordinary camera first.
    let levels = if text.len() <= 300 { &levels[..] } else { &levels[1..] };
    let made = levels.iter().find_map(|level| QRBuilder::new(text).ecl(*level).build().ok());
    let code =
        made.ok_or_else(|| Error::new(Code::BadValue, "making a code", "no code holds a text this long"))?;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|c| code[row][*c].value()).count();
            if run > 0 {
                let _ = write!(path, "M{column} {row}h{run}v1h-{run}z");
            }
            column += run.max(1);
        }
    }
    Ok((code.size, path))
}

/// The page of headquarters' root key, to be printed and handed out on a way on which nobody can exchange it.
///
/// # Errors
/// None for any key; the code's maker is asked all the same.
pub fn root_page(name: &str, root: &PublicKey) -> Result<Vec<u8>> {
    let mut html = Html::page_styled("Headquarters' root key", STYLE);
    html.raw("<h1>Headquarters' root key</h1>\n<p class=\"who\">").people(name).raw("</p>\n");
    key_shown(&mut html, root);
    picture(&mut html, "45mm", &code_of(&root.fingerprint())?);
    html.raw("<h2>What to do with it</h2>\n<ol>\n");
    html.raw("<li>Keep this page where the laptops are handed out. It is no secret, but nobody may exchange it.</li>\n");
    html.raw("<li>On a laptop that meets headquarters' list for the first time, open <strong>Signers</strong>, choose the list, and type the words from this page.</li>\n");
    html.raw("<li>The same in a shell: <code>sigillum trust install LIST --root \"WORDS\"</code></li>\n");
    html.raw(
        "<li>If a program ever says that the root is another one, stop and call headquarters.</li>\n</ol>\n",
    );
    Ok(html.end())
}

/// The page of a person's request, to be printed and brought to headquarters. `file` is the request's whole text: the code
/// holds it, so that paper alone is enough where no stick may travel. A text that is too long for a code goes by file
/// only, and the page says so.
///
/// # Errors
/// As [`Request::read`].
pub fn request_page(file: &str) -> Result<Vec<u8>> {
    let request = Request::read(file.as_bytes())?;
    let mut html = Html::page_styled("Request to be listed", STYLE);
    html.raw("<h1>Request to be listed as a signer</h1>\n<p class=\"who\">").people(&request.who.name);
    html.raw("</p>\n<table>\n");
    row(&mut html, "Organisation", &request.who.organisation);
    row(&mut html, "Role", &request.who.role);
    row(&mut html, "Initials", &request.who.initials);
    row(&mut html, "Made (UTC)", &readable(request.made));
    if let Some(old) = request.replaces {
        row(&mut html, "Takes the place of", &old.fingerprint());
    }
    html.raw("</table>\n");
    key_shown(&mut html, &request.key);
    html.raw("<h2>The request as a code</h2>\n");
    match code_of(file) {
        Ok(code) => {
            html.raw("<p class=\"small\">It holds the whole request, signed; the file says the same.</p>\n");
            picture(&mut html, "80mm", &code);
        }
        Err(_) => drop(html.raw("<p>The request is too long for a code: bring its file.</p>\n")),
    }
    html.raw("<h2>What to do with it</h2>\n<ol>\n");
    html.raw("<li>Bring this page, or the file, to headquarters.</li>\n");
    html.raw("<li>Headquarters compares the words with you, by voice or from this page out of your hand: never from what came with the file.</li>\n");
    html.raw("<li>At headquarters: open <strong>Signers</strong>, choose the request, type the words. In a shell: <code>sigillum trust approve FILE --confirm \"WORDS\"</code></li>\n</ol>\n");
    html.raw(
        "<div class=\"line\"><p>Signature of the person</p><p>Compared at headquarters by, on</p></div>\n",
    );
    Ok(html.end())
}

/// The words and the fingerprint.
fn key_shown(html: &mut Html, key: &PublicKey) {
    html.raw("<h2>In words</h2>\n<p class=\"words\">").text(&words_of(key));
    html.raw("</p>\n<p class=\"small\">The words say ").number(CHECKED_BITS as u64);
    html.raw(
        " bits of the fingerprint; the last one checks the others.</p>\n<h2>Fingerprint</h2>\n<p><code>",
    );
    html.text(&key.fingerprint()).raw("</code></p>\n");
}

fn row(html: &mut Html, label: &'static str, value: &str) {
    if !value.is_empty() {
        html.raw("<tr><th scope=\"row\">").raw(label).raw("</th><td>").people(value).raw("</td></tr>\n");
    }
}

/// Draws a code, with the four modules of quiet around it that scanners need.
fn picture(html: &mut Html, edge: &'static str, (size, path): &(usize, String)) {
    html.raw("<svg width=\"").raw(edge).raw("\" height=\"").raw(edge).raw("\" viewBox=\"");
    html.text(&format!("-4 -4 {0} {0}", size + 8));
    html.raw("\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\"><path d=\"").text(path);
    html.raw("\"/></svg>\n");
}

/// `2025-11-13 09:41`.
fn readable(seconds: i64) -> String {
    let time = ssh_time(seconds);
    let part = |from: usize, to: usize| time.get(from..to).unwrap_or_default();
    format!("{}-{}-{} {}:{}", part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::UnlockedKey;
    use crate::signer::Introduction;

    fn key(seed: u8) -> UnlockedKey {
        UnlockedKey::from_seed(&[seed; 32], String::new()).unwrap()
    }

    fn request(name: &str, old: Option<&UnlockedKey>) -> String {
        let who = Introduction { name: name.into(), ..Introduction::default() };
        Request::sign(&who, 1_763_026_867, &key(1), old).unwrap()
    }

    fn loads_nothing(page: &str) -> bool {
        !page.contains("http:") && !page.contains("https:") && !page.contains("<script")
    }

    #[test]
    fn the_roots_page_shows_words_and_fingerprint_and_loads_nothing() {
        let key = key(1).public();
        let page = String::from_utf8(root_page("<b>HQ", &key).unwrap()).unwrap();
        assert!(page.contains(&words_of(&key)) && page.contains(&key.fingerprint()));
        assert!(page.contains("&lt;b&gt;HQ") && loads_nothing(&page));
    }

    #[test]
    fn a_requests_page_shows_who_asks_in_words_and_a_code_and_loads_nothing() {
        let page = request_page(&request("<i>Sok Dara", Some(&key(2)))).unwrap();
        let page = String::from_utf8(page).unwrap();
        for said in [
            words_of(&key(1).public()),
            key(1).public().fingerprint(),
            key(2).public().fingerprint(),
            "&lt;i&gt;Sok Dara".to_owned(),
            "2025-11-13 09:41".to_owned(),
        ] {
            assert!(page.contains(&said), "{said}\n{page}");
        }
        assert!(page.contains("<path d=\"M") && loads_nothing(&page));
    }

    #[test]
    fn a_request_that_no_code_can_hold_says_so_and_one_that_was_changed_gets_no_page() {
        let who = Introduction {
            name: "𐎀".repeat(200),
            organisation: "𐎀".repeat(200),
            role: "𐎀".repeat(200),
            initials: String::new(),
        };
        let long = Request::sign(&who, 1, &key(1), Some(&key(2))).unwrap();
        let page = String::from_utf8(request_page(&long).unwrap()).unwrap();
        assert!(page.contains("too long for a code: bring its file"), "{}", long.len());
        assert!(request_page(&request("Sok Dara", None).replace("Dara", "Dora")).is_err());
    }
}
