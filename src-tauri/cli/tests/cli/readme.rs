//! README's day in a shell, followed word for word, and what `make` says to somebody who may not install.

use crate::program::{PASSPHRASE, jpeg};
use crate::terminal::on_terminal;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The lines of README's block of commands under this heading.
fn block(heading: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let section = readme.split(heading).nth(1).expect("the heading is there");
    let block = section.split("```").nth(1).expect("a block stands below it");
    block.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_specialists_day_of_the_readme_goes_as_it_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let media = temp.path().join("media");
    std::fs::create_dir_all(media.join("card")).unwrap();
    std::fs::create_dir_all(media.join("stick")).unwrap();
    for number in 1..4 {
        std::fs::write(media.join("card").join(format!("DSC_{number:04}.JPG")), jpeg(number)).unwrap();
    }
    let lines = block("## A specialist's day in a shell");
    assert!(lines.len() > 8 && lines[0].starts_with("sigillum key new"), "{lines:#?}");
    // Card, stick and headquarters' list are where they would be; nothing else is touched.
    let mut script = vec!["set -eu".to_owned()];
    for (number, line) in lines.iter().enumerate() {
        if line.contains("from-headquarters") {
            script.push("sigillum key export > from-headquarters".to_owned());
        }
        script.push(format!("echo '== {number}'"));
        script.push(line.replace("/media/", &format!("{}/", media.display())));
    }
    let script = script.join("\n");
    // Each line that signs asks once; making the key asks twice.
    let typed = format!("{PASSPHRASE}\r");
    let mut steps = vec![("New passphrase: ", typed.as_str()), ("The same again: ", &typed)];
    let unsigned = ["sigillum key", "sigillum verify", "cd "];
    let commands = lines.iter().flat_map(|line| line.split(" && "));
    let signing = commands.filter(|command| !unsigned.iter().any(|word| command.starts_with(word))).count();
    steps.extend(std::iter::repeat_n(("Passphrase: ", typed.as_str()), signing));
    let shown = on_terminal(temp.path(), &["sh", "-c", &script], &steps);
    assert_eq!(shown.code, 0, "{}", shown.text);
    let end = shown.text.rsplit("== ").next().unwrap();
    assert!(end.contains("verified") && !end.contains("unverifiable"), "{end}");
}

#[test]
fn make_says_the_one_line_to_run_to_whoever_may_not_install() {
    let temp = tempfile::tempdir().unwrap();
    // Whoever runs this may be root: for make, somebody else.
    let id = temp.path().join("id");
    std::fs::write(&id, "#!/bin/sh\necho 1000\n").unwrap();
    std::fs::set_permissions(&id, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", temp.path().display(), std::env::var("PATH").unwrap());
    for target in ["run", "test", "lint", "bench"] {
        let made = Command::new("make")
            .args(["--no-print-directory", target, "PACKAGES=coreutils sigillum-no-such-package"])
            .current_dir(repository())
            .env("PATH", &path)
            .env_remove("MAKEFLAGS")
            .output()
            .unwrap();
        let said =
            String::from_utf8_lossy(&made.stdout).into_owned() + &String::from_utf8_lossy(&made.stderr);
        assert_eq!(made.status.code(), Some(2), "{target}: {said}");
        let lines: Vec<&str> = said.lines().filter(|line| line.contains("apt-get")).collect();
        let line = "Please run: sudo apt-get install --no-install-recommends sigillum-no-such-package";
        assert_eq!(lines, [line], "{target}: {said}");
        assert!(!said.contains("Compiling"), "{target} began before what it needs was there");
    }
}
