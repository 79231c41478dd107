//! Courier files in memory.

use client_core::{CourierImport, CourierOptions, Notebook};
use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;

/// A file in memory that is still there after its writer has dropped it.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes a set of files; returns each.
pub fn export_with(device: &mut Notebook, options: &CourierOptions) -> Vec<Vec<u8>> {
    let mut pages: Vec<Page> = Vec::new();
    let report = device
        .courier_export(options, &mut |_| {
            let page = Page::default();
            pages.push(page.clone());
            Ok(Box::new(page))
        })
        .expect("a set of files");
    let files: Vec<Vec<u8>> = pages.iter().map(|page| page.0.borrow().clone()).collect();
    assert_eq!(report.parts as usize, files.len());
    assert_eq!(
        report.bytes as usize,
        files.iter().map(Vec::len).sum::<usize>()
    );
    files
}

/// Writes one file for another device.
pub fn export(device: &mut Notebook) -> Vec<u8> {
    export_with(device, &CourierOptions::default()).concat()
}

/// Takes a file in.
pub fn import(device: &mut Notebook, file: &[u8]) -> CourierImport {
    device
        .courier_import(&mut &*file, &mut |_| {})
        .expect("an import")
}
