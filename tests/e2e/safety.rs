//! What the window must never do: speak to the network, run a script that is not its own, keep signing when nobody is
//! there.

use crate::start::{begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_tests::window::{Home, PATIENCE};
use std::path::Path;
use std::time::{Duration, Instant};

/// The network calls of the program and all its web processes.
const NETWORK: [&str; 7] = ["strace", "-f", "-qq", "-e", "trace=%network,statx,newfstatat", "-s", "400"];

/// Lines of a trace that name an address or socket of the internet.
fn internet(trace: &Path) -> Vec<String> {
    let seen = std::fs::read_to_string(trace).unwrap();
    assert!(seen.contains("AF_UNIX"), "strace saw nothing: {seen}");
    seen.lines().filter(|line| line.contains("AF_INET")).map(str::to_owned).collect()
}

#[test]
fn the_running_program_opens_no_socket_of_the_internet() {
    let home = Home::new();
    let trace = home.path("trace");
    let trace_text = trace.display().to_string();
    // The page asks whether the catalogues of before are there: so it is seen that the page runs.
    let recent = json!([{ "path": home.path("never-there"), "reference": "", "title": "", "opened": "" }]);
    std::fs::create_dir_all(home.path("config/sigillum")).unwrap();
    std::fs::write(home.path("config/sigillum/settings.json"), json!({ "recent": recent }).to_string())
        .unwrap();
    let window = home.open_undriven(&[&NETWORK[..], &["-o", &trace_text]].concat());
    let begun = Instant::now();
    while !std::fs::read_to_string(&trace).is_ok_and(|seen| seen.contains("never-there")) {
        assert!(begun.elapsed() < PATIENCE, "the page does not run");
        std::thread::park_timeout(Duration::from_millis(100));
    }
    drop(window);
    let found = internet(&trace);
    let found: Vec<&String> = found.iter().filter(|line| !line.contains("AF_NETLINK")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_driven_program_speaks_to_its_driver_on_loopback_and_to_nobody_else_whatever_a_page_tries() {
    let home = Home::new();
    let trace = home.path("trace");
    let trace_text = trace.display().to_string();
    let window = home.open_with(&[&NETWORK[..], &["-o", &trace_text]].concat());
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    window.run(
        "const img = document.createElement('img'); img.src = 'http://192.0.2.1/x.png';
         document.body.append(img); fetch('http://192.0.2.1/').catch(() => {});
         new Image().src = 'https://example.org/';
         try { new WebSocket('ws://192.0.2.1/'); } catch {}
         try { new RTCPeerConnection({ iceServers: [{ urls: 'stun:192.0.2.1' }] }).createOffer(); } catch {}",
        Value::Null,
    );
    window.settle();
    window.close();
    let found = internet(&trace);
    let called = |line: &&String, names: &[&str]| names.iter().any(|name| line.contains(&format!("{name}(")));
    let reached: Vec<&String> = found
        .iter()
        .filter(|line| called(line, &["connect", "bind", "sendto", "sendmsg", "sendmmsg"]))
        .collect();
    // The inspector of the driver: one port, on loopback.
    let port = reached.first().and_then(|line| line.split("htons(").nth(1)?.split(')').next());
    let port = format!("htons({})", port.expect("the driver is reached"));
    let elsewhere: Vec<&&String> =
        reached.iter().filter(|line| !line.contains(&port) || !line.contains("\"127.0.0.1\"")).collect();
    assert!(elsewhere.is_empty(), "it reached for the network: {elsewhere:#?}");
    let sockets = found.iter().filter(|line| called(line, &["socket"])).count();
    assert!(sockets <= reached.len(), "sockets that are not the driver's: {found:#?}");
}

#[test]
fn a_script_that_a_text_brings_in_is_not_run_and_nothing_is_fetched() {
    let home = Home::new();
    let window = home.open();
    let ran = window.run_async(
        "const done = arguments[1];
         window.ran = [];
         const script = document.createElement('script');
         script.textContent = 'window.ran.push(\"inline\")';
         document.body.append(script);
         const box = document.createElement('div');
         box.innerHTML = '<img src=\"nothing:\" onerror=\"window.ran.push(1)\"><iframe src=\"https://example.org\"></iframe>';
         document.body.append(box);
         try { window.eval('window.ran.push(\"eval\")'); } catch {}
         fetch('https://example.org/').then(() => window.ran.push('fetch'), () => {})
           .finally(() => setTimeout(() => done(window.ran), 300));",
        Value::Null,
    );
    assert_eq!(ran, json!([]));
    let told = window.try_invoke("plugin:window|close", json!({ "label": "main" }));
    assert!(told.is_err(), "the page may do more than its own commands");
}

#[test]
fn locking_keeps_drafts_and_reading_and_stops_signing() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    window.invoke("key_lock", json!({}));
    let draft = json!({ "title": "", "text": "Old break", "language": "", "about": [], "photos": [], "addendum_to": null });
    let number = window.invoke("draft_save_note", json!({ "number": null, "draft": draft }));
    let refused =
        window.try_invoke("note_seal", json!({ "draft": draft, "number": number, "class": "open" }));
    assert_eq!(refused.unwrap_err()["code"], "key_locked");
    window.kill();
    let window = home.open();
    window.invoke("start_open", json!({ "path": home.path("catalogue") }));
    let drafts = window.invoke("draft_list_notes", json!({}));
    assert_eq!(drafts[0]["note"]["text"], "Old break", "what was typed survives the power going");
}

#[test]
fn the_log_tells_of_work_and_failures_and_holds_no_text_of_evidence() {
    let home = Home::new();
    let window = home.open();
    make_key(&window, "Marked Signer", "MS");
    begin_operation(&window, &home);
    let inputs = json!([["reference", { "text": "MARKED/1" }], ["title", { "text": "Marked bronze" }]]);
    window.invoke("artefact_add", json!({ "inputs": inputs }));
    let draft = json!({ "title": "Marked find", "text": "Marked words of a note", "language": "", "about": [], "photos": [], "addendum_to": null });
    window.invoke("note_seal", json!({ "draft": draft, "number": null, "class": "open" }));
    // Failures name what they are about, to the person and not to the log.
    let twice = window.try_invoke("artefact_add", json!({ "inputs": inputs })).unwrap_err();
    assert!(twice.to_string().contains("MARKED/1"), "{twice}");
    let gone = home.path("Marked folder");
    let options = json!({ "sources": [gone], "label": "Marked card", "artefact": null, "view": null });
    let begun = window.try_invoke("photo_add", json!({ "options": options }));
    drop(begun.map(|job| window.ended_job(&job)));
    window.try_invoke("start_open", json!({ "path": gone })).unwrap_err();
    window.close();

    let mut told = String::new();
    for file in std::fs::read_dir(home.data().join("logs")).unwrap() {
        told += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    assert!(told.contains("artefact_add"), "the failure is in the log: {told}");
    assert!(!told.to_lowercase().contains("marked"), "{told}");
    assert!(!told.contains(home.path("").to_str().unwrap()), "a path is in the log: {told}");
}
