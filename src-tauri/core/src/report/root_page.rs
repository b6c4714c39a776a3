//! Headquarters' paper: the root key's fingerprint as words, as a code and as OpenSSH shows it, on one page.

use super::html::Html;
use super::labels::code;
use crate::error::Result;
use crate::signature::PublicKey;
use crate::trust::{CHECKED_BITS, words_of};

/// The page, to be printed and handed out on a way on which nobody can exchange it.
///
/// # Errors
/// None for any key; the code's maker is asked all the same.
pub fn root_page(name: &str, root: &PublicKey) -> Result<Vec<u8>> {
    let (size, path) = code(&root.fingerprint())?;
    let mut html = Html::page("Headquarters' root key");
    html.raw("<h1>Headquarters' root key</h1>\n<p>").people(name).raw("</p>\n<h2>In words</h2>\n<p><strong>");
    html.text(&words_of(root)).raw("</strong></p>\n<p>The words say ").number(CHECKED_BITS as u64);
    html.raw(
        " bits of the fingerprint; the last one checks the others.</p>\n<h2>Fingerprint</h2>\n<p><code>",
    );
    html.text(&root.fingerprint()).raw("</code></p>\n<p><svg width=\"45mm\" height=\"45mm\" viewBox=\"");
    html.text(&format!("-4 -4 {0} {0}", size + 8));
    html.raw("\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR\"><path d=\"").text(&path);
    html.raw("\"/></svg></p>\n<h2>What to do with it</h2>\n<ol>\n");
    html.raw("<li>Keep this page where the laptops are handed out. It is no secret, but nobody may exchange it.</li>\n");
    html.raw(
        "<li>On a laptop that meets headquarters' list for the first time, compare the words, or type them: ",
    );
    html.raw("<code>sigillum trust install LIST --root \"WORDS\"</code></li>\n");
    html.raw(
        "<li>If a program ever says that the root is another one, stop and call headquarters.</li>\n</ol>\n",
    );
    Ok(html.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::UnlockedKey;

    #[test]
    fn the_page_shows_words_and_fingerprint_and_loads_nothing() {
        let key = UnlockedKey::from_seed(&[1; 32], String::new()).unwrap().public();
        let page = String::from_utf8(root_page("<b>HQ", &key).unwrap()).unwrap();
        assert!(
            page.contains(&words_of(&key))
                && page.contains(&key.fingerprint())
                && page.contains("&lt;b&gt;HQ")
        );
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"));
    }
}
