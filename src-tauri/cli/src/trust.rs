//! `trust`: headquarters' root key and list of signers; at a laptop, asking to be listed and installing a list.

use crate::answer::Answer;
use crate::key::{new_passphrase, unlock, unlock_file};
use crate::page::Page;
use crate::session::Session;
use clap::{Args, Subcommand};
use serde::Serialize;
use sigillum_core::error::{Code, Error, IoContext as _, Result};
use sigillum_core::signature::{PublicKey, read_ssh_time, ssh_time};
use sigillum_core::signer::Introduction;
use sigillum_core::trust::{self, Contents, Request, RootName, Step, Terms, TrustList, words_of};
use sigillum_host::trust::{Headquarters, install, pinned, read_request, request_page_path, write_request};
use std::path::{Path, PathBuf};

/// What can be done with trust.
#[derive(Subcommand)]
pub enum Verb {
    /// At headquarters: make the root key that signs the list of signers, and the page with its words
    Init(InitArgs),
    /// Ask to be listed: write a file for headquarters, signed by your key, and a page of it to be printed
    Request(RequestArgs),
    /// At headquarters: put the key of a request on the next list
    Approve(ApproveArgs),
    /// At headquarters: end a key in order; what it signed before stays good
    Retire(RetireArgs),
    /// At headquarters: revoke a key that may be in other hands
    Revoke(RevokeArgs),
    /// At headquarters: show the next list in the making
    List,
    /// At headquarters: sign the next list with the root key
    Publish(PublishArgs),
    /// Install headquarters' list on this computer; the first time, compare its root with paper
    Install(InstallArgs),
    /// Show the root that is pinned here and the list that is installed
    Show,
}

/// The root key.
#[derive(Args)]
pub struct InitArgs {
    /// Whose root key it is, as the page says it
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// A request.
#[derive(Args)]
pub struct RequestArgs {
    /// The file to write; the page stands beside it, with .html behind the name
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Your old key's file, whose place the key takes; it signs the request too
    #[arg(long, value_name = "FILE")]
    replaces: Option<PathBuf>,
}

/// An approval.
#[derive(Args)]
pub struct ApproveArgs {
    /// The request's file, or a photo or scan of its page
    request: PathBuf,
    /// The fingerprint or words of the key, as the person told them; without it nothing is listed, they are shown
    #[arg(long, value_name = "WORDS")]
    confirm: Option<String>,
    /// The person's principal on the list, instead of the one that follows from the name
    #[arg(long = "as", value_name = "PRINCIPAL")]
    principal: Option<String>,
    /// May also sign receipts for headquarters
    #[arg(long)]
    headquarters: bool,
    /// First second at which the key counts, YYYYMMDDHHMMSSZ
    #[arg(long, value_name = "TIME", value_parser = time)]
    valid_after: Option<i64>,
    /// Last second at which the key counts, YYYYMMDDHHMMSSZ
    #[arg(long, value_name = "TIME", value_parser = time)]
    valid_before: Option<i64>,
}

/// An end.
#[derive(Args)]
pub struct RetireArgs {
    /// The key's fingerprint
    fingerprint: String,
    /// Its last second, YYYYMMDDHHMMSSZ [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    last: Option<i64>,
}

/// A revocation.
#[derive(Args)]
pub struct RevokeArgs {
    /// The key's fingerprint
    fingerprint: String,
    /// Why: lost, stolen, copied …
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// From when it may have been in other hands, YYYYMMDDHHMMSSZ [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<i64>,
}

/// A publication.
#[derive(Args)]
pub struct PublishArgs {
    /// The root key's file [default: headquarters/root in the data folder]
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,
}

/// An installation.
#[derive(Args)]
pub struct InstallArgs {
    /// The list's folder, `trust-<number>`
    list: PathBuf,
    /// The root's words or fingerprint, from headquarters' paper
    #[arg(long, value_name = "WORDS", value_parser = RootName::parse)]
    root: Option<RootName>,
}

fn time(text: &str) -> Result<i64, String> {
    read_ssh_time(text).ok_or_else(|| "a time is YYYYMMDDHHMMSSZ".to_owned())
}

/// Does one of them.
///
/// # Errors
/// What files, keys and lists give.
pub fn run(verb: Verb, session: &Session) -> Result<Answer> {
    let headquarters = Headquarters::of(session.data());
    let now = session.around().clock.now().millis.div_euclid(1000);
    match verb {
        Verb::Init(args) => init(&args, &headquarters, session),
        Verb::Request(args) => request(&args, session, now),
        Verb::Approve(args) => approve(&args, &headquarters, now),
        Verb::Retire(args) => change(&headquarters, |contents| {
            let key = contents.key_of(&args.fingerprint)?;
            trust::retire(contents, &key, args.last.unwrap_or(now))
        }),
        Verb::Revoke(args) => change(&headquarters, |contents| {
            let key = contents.key_of(&args.fingerprint)?;
            trust::revoke(contents, &key, args.since.unwrap_or(now), &args.reason).map(|_| ())
        }),
        Verb::List => next_list(&headquarters, &headquarters.next()?),
        Verb::Publish(args) => publish(&args, &headquarters, session, now),
        Verb::Install(args) => {
            let (list, step, first) = install(session.data(), &args.list, args.root.as_ref())?;
            let mut page = list_page(&list);
            page.gap();
            page.line(match (step, first) {
                (Step::Same, _) => "It was installed already.",
                (Step::Newer, true) => "Installed; its root is pinned on this computer from now on.",
                (Step::Newer, false) => "Installed.",
            });
            Answer::new(&ListView { pinned: first, new: step == Step::Newer, ..ListView::of(&list) }, page)
        }
        Verb::Show => show(session),
    }
}

#[derive(Serialize)]
struct RootView {
    fingerprint: String,
    words: String,
    key: Option<PathBuf>,
    page: Option<PathBuf>,
}

fn init(args: &InitArgs, headquarters: &Headquarters, session: &Session) -> Result<Answer> {
    let root = headquarters.init(args.name.trim(), &new_passphrase(&session.common)?)?;
    let (path, written) = (headquarters.root_key(), headquarters.root_page());
    let mut page = Page::default();
    page.pair("Root key", path.display().to_string());
    page.pair("Fingerprint", root.fingerprint());
    page.pair("Words", words_of(&root));
    page.pair("Page", written.display().to_string());
    page.gap();
    page.line(
        "Print the page. Keep a copy of the key's file apart: without it no list can ever be signed again.",
    );
    let view = RootView {
        fingerprint: root.fingerprint(),
        words: words_of(&root),
        key: Some(path),
        page: Some(written),
    };
    Answer::new(&view, page)
}

#[derive(Serialize)]
struct RequestView {
    file: PathBuf,
    /// The page to be printed, of a request that was just made.
    page: Option<PathBuf>,
    name: String,
    fingerprint: String,
    words: String,
    replaces: Option<String>,
    /// The principal under which it was listed; null while it is not.
    listed: Option<String>,
}

impl RequestView {
    fn of(file: &Path, request: &Request, listed: Option<String>) -> Self {
        Self {
            file: file.to_owned(),
            page: None,
            name: request.who.name.clone(),
            fingerprint: request.key.fingerprint(),
            words: words_of(&request.key),
            replaces: request.replaces.map(|key| key.fingerprint()),
            listed,
        }
    }

    fn lines(&self) -> Page {
        let mut page = Page::default();
        page.pair("Request", self.file.display().to_string());
        page.pair("Page", self.page.as_ref().map(|page| page.display().to_string()).unwrap_or_default());
        page.pair("Name", &self.name);
        page.pair("Fingerprint", &self.fingerprint);
        page.pair("Words", &self.words);
        page.pair("Replaces", self.replaces.clone().unwrap_or_default());
        page.pair("Listed as", self.listed.clone().unwrap_or_default());
        page.gap();
        page
    }
}

fn request(args: &RequestArgs, session: &Session, now: i64) -> Result<Answer> {
    let (key, details) = session.signer()?;
    let old = args.replaces.as_deref().map(|path| unlock(path, &session.common)).transpose()?;
    let who = Introduction {
        name: details.name,
        organisation: details.organisation,
        role: details.role,
        initials: details.initials,
    };
    let request = write_request(&args.to, &who, now, &key, old.as_ref().map(|(key, _)| key))?;
    let view =
        RequestView { page: Some(request_page_path(&args.to)), ..RequestView::of(&args.to, &request, None) };
    let mut page = view.lines();
    page.line(
        "Give the file or the printed page to headquarters, and tell them the words by voice: not with the file.",
    );
    Answer::new(&view, page)
}

fn approve(args: &ApproveArgs, headquarters: &Headquarters, now: i64) -> Result<Answer> {
    let request = read_request(&args.request)?;
    let Some(confirm) = &args.confirm else {
        let view = RequestView::of(&args.request, &request, None);
        let mut page = view.lines();
        page.line("NOT LISTED YET. Compare with what the person tells you, then say it with --confirm.");
        return Ok(Answer::new(&view, page)?.with_findings(true));
    };
    let said = RootName::parse(confirm).map_err(|what| Error::new(Code::Usage, "comparing the key", what))?;
    request.confirmed_by(&said)?;
    let mut contents = headquarters.next()?;
    let terms = Terms {
        principal: args.principal.as_deref(),
        headquarters: args.headquarters,
        valid_after: args.valid_after,
        valid_before: args.valid_before,
    };
    let listed = trust::approve(&mut contents, &request, terms, now)?;
    headquarters.save(&contents)?;
    let view = RequestView::of(&args.request, &request, Some(listed.principal.to_string()));
    let mut page = view.lines();
    page.line("On the next list. It counts once that is signed: `trust publish`.");
    Answer::new(&view, page)
}

fn change(headquarters: &Headquarters, work: impl FnOnce(&mut Contents) -> Result<()>) -> Result<Answer> {
    let mut contents = headquarters.next()?;
    work(&mut contents)?;
    headquarters.save(&contents)?;
    next_list(headquarters, &contents)
}

#[derive(Serialize)]
struct SignerLine {
    principal: String,
    name: String,
    fingerprint: String,
    headquarters: bool,
    valid_after: Option<String>,
    valid_before: Option<String>,
}

#[derive(Serialize)]
struct RevokedLine {
    principal: String,
    fingerprint: String,
    since: String,
    reason: String,
}

#[derive(Serialize)]
struct ContentsView {
    signers: Vec<SignerLine>,
    revoked: Vec<RevokedLine>,
}

impl ContentsView {
    fn of(contents: &Contents) -> Self {
        let signers = contents.signers.iter().map(|s| SignerLine {
            principal: s.principal.to_string(),
            name: s.name.clone(),
            fingerprint: s.key.fingerprint(),
            headquarters: s.role == trust::Role::Headquarters,
            valid_after: s.valid_after.map(ssh_time),
            valid_before: s.valid_before.map(ssh_time),
        });
        let revoked = contents.revoked.iter().map(|r| RevokedLine {
            principal: r.principal.clone(),
            fingerprint: r.key.fingerprint(),
            since: ssh_time(r.since),
            reason: r.reason.clone(),
        });
        Self { signers: signers.collect(), revoked: revoked.collect() }
    }

    fn lines(&self, page: &mut Page) {
        let row = |s: &SignerLine| {
            let limit = |word: &str, time: &Option<String>| {
                time.as_ref().map(|t| format!("{word} {t}")).unwrap_or_default()
            };
            let limits = format!("{} {}", limit("from", &s.valid_after), limit("to", &s.valid_before));
            vec![s.principal.clone(), s.name.clone(), s.fingerprint.clone(), limits.trim().to_owned()]
        };
        page.table(&self.signers.iter().map(row).collect::<Vec<_>>());
        for revoked in &self.revoked {
            page.pair(
                "REVOKED",
                format!(
                    "{} {} since {}: {}",
                    revoked.principal, revoked.fingerprint, revoked.since, revoked.reason
                ),
            );
        }
    }
}

fn next_list(headquarters: &Headquarters, contents: &Contents) -> Result<Answer> {
    #[derive(Serialize)]
    struct NextView {
        published: Option<u64>,
        changed: bool,
        #[serde(flatten)]
        contents: ContentsView,
    }
    let published = headquarters.published()?.map(|(list, _)| list);
    let changed = headquarters.is_changed(contents)?;
    let view = NextView {
        published: published.map(|list| list.number),
        changed,
        contents: ContentsView::of(contents),
    };
    let mut page = Page::default();
    view.contents.lines(&mut page);
    page.gap();
    page.line(if changed { "Not signed yet: `trust publish`." } else { "As published." });
    Answer::new(&view, page)
}

#[derive(Serialize)]
struct ListView {
    number: u64,
    digest: String,
    issued: String,
    root: RootView,
    path: Option<PathBuf>,
    pinned: bool,
    new: bool,
    #[serde(flatten)]
    contents: ContentsView,
}

impl ListView {
    fn of(list: &TrustList) -> Self {
        Self {
            number: list.number,
            digest: list.digest.hex(),
            issued: ssh_time(list.issued),
            root: root_view(&list.root),
            path: None,
            pinned: false,
            new: false,
            contents: ContentsView::of(&list.contents),
        }
    }
}

fn root_view(root: &PublicKey) -> RootView {
    RootView { fingerprint: root.fingerprint(), words: words_of(root), key: None, page: None }
}

fn list_page(list: &TrustList) -> Page {
    let mut page = Page::default();
    page.pair("List", format!("{}, signed {}", list.number, ssh_time(list.issued)));
    page.pair("Root", list.root.fingerprint());
    page.pair("Words", words_of(&list.root));
    page.gap();
    ContentsView::of(&list.contents).lines(&mut page);
    page
}

fn publish(args: &PublishArgs, headquarters: &Headquarters, session: &Session, now: i64) -> Result<Answer> {
    let key = args.root_key.clone().unwrap_or_else(|| headquarters.root_key());
    let root = unlock_file(&key, &session.common)?;
    let (list, path) = headquarters.publish(&root, now)?;
    // Headquarters pins its own root: whoever holds it needs no paper.
    let own = RootName::Fingerprint(list.root.fingerprint());
    install(session.data(), &path, Some(&own))?;
    let path = path.canonicalize().doing("publishing a list of signers", &path)?;
    let mut page = list_page(&list);
    page.gap();
    page.pair("Folder", path.display().to_string());
    page.line("Give this folder to every laptop, on a stick or by any way: `trust install`.");
    Answer::new(&ListView { path: Some(path), new: true, ..ListView::of(&list) }, page)
}

fn show(session: &Session) -> Result<Answer> {
    #[derive(Serialize)]
    struct Shown {
        root: Option<RootView>,
        list: Option<ListView>,
    }
    let pinned = pinned(session.data())?;
    let list = pinned.as_ref().and_then(|pinned| pinned.list.as_ref());
    let page = match (&pinned, list) {
        (_, Some(list)) => list_page(list),
        (Some(pinned), None) => {
            Page::of(format!("Root pinned, no list installed: {}", words_of(&pinned.root)))
        }
        (None, None) => Page::of("No root is pinned here: `trust install LIST --root WORDS`."),
    };
    let root = pinned.as_ref().map(|pinned| root_view(&pinned.root));
    Answer::new(&Shown { root, list: list.map(ListView::of) }, page)
}
