//! What the window must never do: speak to the network, run a script that is not its own, keep signing when nobody is
//! there.

use crate::start::{begin_operation, make_key};
use serde_json::{Value, json};
use sigillum_tests::window::Home;

#[test]
fn the_running_program_opens_no_socket_of_the_internet_but_the_drivers_on_loopback() {
    let home = Home::new();
    let trace = home.path("trace");
    let trace_text = trace.display().to_string();
    let window = home.open_with(&["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", &trace_text]);
    make_key(&window, "Sokha Chan", "SC");
    begin_operation(&window, &home);
    window.run(
        "const img = document.createElement('img'); img.src = 'http://192.0.2.1/x.png';
         document.body.append(img); fetch('http://192.0.2.1/').catch(() => {});
         new Image().src = 'https://example.org/'; ",
        Value::Null,
    );
    window.settle();
    window.close();
    let seen = std::fs::read_to_string(&trace).unwrap();
    assert!(seen.contains("AF_UNIX"), "strace saw nothing: {seen}");
    let internet = |line: &&str| line.contains("AF_INET");
    let connected = |line: &&str| line.contains("connect(") && !line.contains("127.0.0.1");
    let elsewhere: Vec<&str> = seen.lines().filter(internet).filter(connected).collect();
    assert!(elsewhere.is_empty(), "it reached for the network:\n{}", elsewhere.join("\n"));
    // The web process reaches the driver by one connection on loopback, and opens no other socket.
    let sockets: Vec<&str> = seen.lines().filter(internet).filter(|line| line.contains("socket(")).collect();
    let to_driver =
        seen.lines().filter(|line| line.contains("connect(") && line.contains("127.0.0.1")).count();
    assert!(sockets.len() <= to_driver.max(1), "sockets:\n{}", sockets.join("\n"));
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
