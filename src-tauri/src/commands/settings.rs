//! What this computer remembers about the person's choices.

use super::commands;
use crate::settings::{Settings, Theme};
use serde::Deserialize;
use std::path::PathBuf;

/// Choices that change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Choices {
    /// The colours.
    pub theme: Option<Theme>,
    /// The language of the screens; empty for the system's.
    pub language: Option<String>,
    /// Large targets.
    pub touch: Option<bool>,
    /// Size of text, percent.
    pub zoom: Option<u32>,
    /// Minutes until the key is locked; 0 for never.
    pub idle_minutes: Option<u32>,
}

commands! { "settings":
    /// The settings.
    settings_show(desk) -> Settings {
        Ok(desk.settings().get())
    }

    /// Changes some of them.
    settings_set(desk, choices: Choices) -> Settings {
        desk.work(move |desk| desk.settings().change(|s| {
            s.theme = choices.theme.unwrap_or(s.theme);
            s.touch = choices.touch.unwrap_or(s.touch);
            s.zoom = choices.zoom.unwrap_or(s.zoom);
            s.idle_minutes = choices.idle_minutes.unwrap_or(s.idle_minutes);
            if let Some(language) = choices.language {
                s.language = Some(language).filter(|code| !code.is_empty());
            }
        })).await
    }

    /// Remembers something of the page's own, such as the widths of panes; `null` forgets it.
    settings_remember(desk, name: String, value: Remembered) -> () {
        desk.work(move |desk| desk.settings().change(|s| {
            match value.0 {
                serde_json::Value::Null => drop(s.page.remove(&name)),
                value => drop(s.page.insert(name, value)),
            }
        }).map(|_| ())).await
    }

    /// Takes a catalogue off the list of recent ones; its folder is not touched.
    settings_forget_recent(desk, path: PathBuf) -> Settings {
        desk.work(move |desk| desk.settings().change(|s| s.recent.retain(|known| known.path != path))).await
    }
}

/// Whatever the page wants to remember.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
#[ts(type = "unknown")]
pub struct Remembered(serde_json::Value);
