//! `make run` where there is no display: does the demonstration in a shell, opens headquarters' catalogue of it in the
//! real window under an X server of its own, looks into each place, and leaves pictures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use serde_json::{Value, json};
use sigillum_tests::window::{Home, Window};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The places of the window, by the names that their buttons have.
const PLACES: [&str; 8] =
    ["Catalogue", "Intake", "Packing", "Custody", "Notes", "Conflicts", "Bundles", "Verify"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().map(PathBuf::from).expect("the folder of the demonstration is given");
    let programs = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    println!(
        "There is no display: the demonstration is done in {}, the window is looked at by a driver.",
        folder.display()
    );
    let made = demonstration(&programs, &arguments);
    let home = Home::new();
    let window = home.open_program(&programs.join("sigillum-desktop"));
    let headquarters = Path::new(made["headquarters"].as_str().expect("the demonstration has headquarters"));
    window.invoke("start_open", json!({ "path": headquarters }));
    // The page finds what is on the desk when it is loaded.
    window.reload();
    let pictures = look_around(&window, &std::path::absolute(&folder).unwrap().join("pictures"));
    window.close();
    for picture in pictures {
        println!("picture   {}", picture.display());
    }
    for bundle in made["bundles"].as_array().into_iter().flatten() {
        println!("bundle    {}", bundle.as_str().unwrap_or_default());
    }
    println!("catalogue {}", headquarters.display());
    println!("verdict   {}", made["verdict"].as_str().unwrap_or_default());
    std::process::exit(i32::from(made["verdict"] != "verified"));
}

fn demonstration(programs: &Path, arguments: &[String]) -> Value {
    let run = Command::new(programs.join("sigillum"))
        .args(["demo", "--json"])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .expect("the command line is built");
    serde_json::from_slice(&run.stdout).expect("the demonstration answers in JSON")
}

fn look_around(window: &Window, folder: &Path) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let keep = |name: &str| {
        let path = folder.join(format!("{}.png", name.to_lowercase()));
        std::fs::copy(window.screenshot(&format!("tour-{}", name.to_lowercase())), &path).unwrap();
        path
    };
    PLACES
        .iter()
        .map(|place| {
            window.by_role("button", place).click();
            keep(place)
        })
        .collect()
}
