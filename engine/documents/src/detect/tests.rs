use super::*;

fn wide(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn kinds_by_content() {
    let junk_pdf = [vec![b'\n'; 900], b"%PDF-1.4\n".to_vec()].concat();
    let late_pdf = [vec![b'\n'; 2000], b"%PDF-1.4\n".to_vec()].concat();
    let commented = format!("{}  0\r\nSECTION\r\n", "999\r\nmade by hand\r\n".repeat(100));
    let iges = format!("{:<72}S{:>7}\n", "part", 1);
    let iges_compressed = format!("{:<72}C{:>7}\n{:<72}S{:>7}\n", "", 1, "part", 1);
    let section_wide = wide("  0\r\nSECTION\r\n  2\r\nHEADER\r\n");
    let mail = "Return-Path: <a@b.fr>\r\nReceived: from x\r\n by y\r\nFrom: a@b.fr\r\nSubject: demande de prix\r\n\r\nBonjour";
    let cases: Vec<(&str, Vec<u8>, FileKind)> = vec![
        ("pdf", b"%PDF-1.7\n%".to_vec(), FileKind::Pdf),
        ("pdf behind rubbish", junk_pdf, FileKind::Pdf),
        ("pdf mark too late", late_pdf, FileKind::Unknown),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), FileKind::Image),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), FileKind::Image),
        ("tiff", b"II*\0\x08\0\0\0".to_vec(), FileKind::Image),
        ("tiff of a Mac", b"MM\0*\0\0\0\x08".to_vec(), FileKind::Image),
        ("gif", b"GIF89a\x01\0".to_vec(), FileKind::Image),
        ("webp", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), FileKind::Image),
        ("bmp", b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec(), FileKind::Image),
        ("a text that begins with BM", b"BM 250 bracket drawing".to_vec(), FileKind::Unknown),
        ("dxf", b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n".to_vec(), FileKind::Dxf),
        ("dxf, comments first", commented.into_bytes(), FileKind::Dxf),
        ("dxf, blank lines first", b"\n\n0\nSECTION\n2\nENTITIES\n".to_vec(), FileKind::Dxf),
        ("dxf with a byte order mark", b"\xef\xbb\xbf0\nSECTION\n".to_vec(), FileKind::Dxf),
        ("dxf in UTF-16", section_wide, FileKind::Dxf),
        ("dxf of entities alone", b"0\nLINE\n8\n0\n10\n0.0\n".to_vec(), FileKind::Dxf),
        ("binary dxf", b"AutoCAD Binary DXF\r\n\x1a\0\0SECTION\0".to_vec(), FileKind::Dxf),
        ("dwg", b"AC1032\0\0\0\0\0\x01\x03".to_vec(), FileKind::Dwg),
        ("the letters of a dwg in a text", b"AC1032 is AutoCAD 2018".to_vec(), FileKind::Unknown),
        ("step", b"ISO-10303-21;\nHEADER;".to_vec(), FileKind::Step),
        ("step behind a comment", b"/* x */\n ISO-10303-21;".to_vec(), FileKind::Step),
        ("iges", iges.into_bytes(), FileKind::Iges),
        ("iges, compressed", iges_compressed.into_bytes(), FileKind::Iges),
        ("zip", b"PK\x03\x04\x14\0".to_vec(), FileKind::Archive),
        ("7z", b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), FileKind::Archive),
        ("rar", b"Rar!\x1a\x07\x01\0".to_vec(), FileKind::Archive),
        ("mail", mail.as_bytes().to_vec(), FileKind::Archive),
        ("note with a colon", b"From: me\nbuy milk".to_vec(), FileKind::Unknown),
        ("nothing", vec![], FileKind::Unknown),
        ("zeros", vec![0; 100_000], FileKind::Unknown),
        ("web page", b"<!DOCTYPE html><html>".to_vec(), FileKind::Unknown),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(kind(&bytes), expected, "{name}");
    }
}

#[test]
fn unknown_files_are_named() {
    let mut stl = vec![b'x'; 84 + 50];
    stl[80..84].copy_from_slice(&1u32.to_le_bytes());
    for (bytes, word) in [
        (b"".to_vec(), "empty"),
        (vec![0; 50], "zeros"),
        (b"<!DOCTYPE html><html><body>404".to_vec(), "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0".to_vec(), "Microsoft compound"),
        (b"V5_CFV2\0".to_vec(), "CATIA"),
        (stl, "STL"),
        (b"Bonjour, voici les plans.".to_vec(), "text"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\0\0".to_vec(), "binary data"),
        (b"AC1032\0\0\0\0\0\x01".to_vec(), "2018"),
        (b"%PDF-1.7".to_vec(), "PDF"),
    ] {
        let said = explain(&bytes);
        assert!(said.contains(word), "{said:?} should name {word:?}");
    }
}
