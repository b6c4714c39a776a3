use super::*;
use crate::testing::desk_with_catalogue;
use sigillum_core::catalogue::IntakeOptions;
use sigillum_core::media::{Drawing, draw};
use sigillum_core::progress::Silent;
use sigillum_core::time::Moment;
use std::path::Path;

fn ask(desk: &Desk, address: &str, range: Option<&str>) -> Response<Vec<u8>> {
    let mut request = Request::builder().uri(address);
    if let Some(range) = range {
        request = request.header(header::RANGE, range);
    }
    answer(desk, &request.body(Vec::new()).unwrap())
}

fn told<'a>(response: &'a Response<Vec<u8>>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Takes a file in; gives its hash.
fn take_in(desk: &Desk, folder: &Path, name: &str, bytes: &[u8]) -> Digest {
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    let options = IntakeOptions { sources: vec![file], ..IntakeOptions::default() };
    tauri::async_runtime::block_on(desk.write(move |c| c.photo_add(&options, &Silent))).unwrap();
    Digest::of(bytes)
}

#[test]
fn a_photo_is_given_by_its_hash_whole_and_in_ranges_with_its_own_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk_with_catalogue(folder.path());
    let taken = Moment { millis: 1_763_026_867_000, offset_minutes: 0 };
    let jpeg = draw(&Drawing { index: 1, width: 640, height: 480, taken }).unwrap();
    let sha = take_in(&desk, folder.path(), "a.jpg", &jpeg);

    let whole = ask(&desk, &format!("photo://full/{sha}"), None);
    assert_eq!((whole.status(), told(&whole, "content-type")), (StatusCode::OK, "image/jpeg"));
    assert_eq!(*whole.body(), jpeg);
    let part = ask(&desk, &format!("photo://localhost/full/{sha}"), Some("bytes=10-19"));
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(told(&part, "content-range"), format!("bytes 10-19/{}", jpeg.len()));
    assert_eq!(part.body()[..], jpeg[10..20]);
    let outside = ask(&desk, &format!("photo://full/{sha}"), Some("bytes=99999999-"));
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let thumb = ask(&desk, &format!("http://photo.localhost/thumb/{sha}"), None);
    assert_eq!((thumb.status(), told(&thumb, "content-type")), (StatusCode::OK, "image/jpeg"));
    assert!(told(&thumb, "cache-control").contains("immutable"));
}

#[test]
fn what_is_no_photo_is_not_given_out_and_nothing_is_reached_by_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _) = desk_with_catalogue(folder.path());
    let page = take_in(&desk, folder.path(), "a.html", b"<script>alert(1)</script>");
    let refused = ask(&desk, &format!("photo://full/{page}"), None);
    assert_eq!((refused.status(), refused.body().len()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, 0));
    let unknown = Digest::of(b"never taken in");
    for address in [
        format!("photo://full/{unknown}"),
        format!("photo://thumb/{unknown}"),
        "photo://full/../catalogue.db".to_owned(),
        format!("photo://full/{}", unknown.hex().to_uppercase()),
        format!("photo://full/{unknown}/more"),
        "photo://other/x".to_owned(),
    ] {
        assert_eq!(ask(&desk, &address, None).status(), StatusCode::NOT_FOUND, "{address}");
    }
}

#[test]
fn a_large_film_comes_in_ranges_of_a_few_megabytes_and_never_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, root) = desk_with_catalogue(folder.path());
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    film.resize(9 << 20, 7);
    let sha = take_in(&desk, folder.path(), "a.mp4", &film);
    let begin = ask(&desk, &format!("photo://full/{sha}"), Some("bytes=0-"));
    assert_eq!((begin.status(), told(&begin, "content-type")), (StatusCode::PARTIAL_CONTENT, "video/mp4"));
    assert_eq!(begin.body().len() as u64, LONGEST_RANGE);
    let end = ask(&desk, &format!("photo://full/{sha}"), Some("bytes=-5"));
    assert_eq!(
        told(&end, "content-range"),
        format!("bytes {}-{}/{}", film.len() - 5, film.len() - 1, film.len())
    );

    // Three gigabytes, most of them a hole: what stands under this hash is not asked here.
    let sha = Digest::of(b"a long film");
    let place = root.join("originals").join(&sha.hex()[..2]);
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join(format!("{sha}.mp4")), &film[..64]).unwrap();
    let size = 3u64 << 30;
    File::options().write(true).open(place.join(format!("{sha}.mp4"))).unwrap().set_len(size).unwrap();
    let whole = ask(&desk, &format!("photo://full/{sha}"), None);
    assert_eq!((whole.status(), whole.body().len()), (StatusCode::PAYLOAD_TOO_LARGE, 0));
    let far = ask(&desk, &format!("photo://full/{sha}"), Some("bytes=3000000000-3000000009"));
    assert_eq!(told(&far, "content-range"), format!("bytes 3000000000-3000000009/{size}"));
    assert_eq!(far.body().len(), 10);
}
