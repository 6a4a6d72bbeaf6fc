//! What one page costs as the journal grows: it should cost the same.

use crate::bench::folder::loaded;
use crate::bench::{crowd, pages};
use crate::config::Config;
use crate::serve;
use std::collections::BTreeMap;
use std::path::Path;

/// Makes a folder of each size beside `data`, and prints a line a page, a column a size.
pub(super) async fn measure(config: &Config, data: &Path, sizes: &[u32]) -> anyhow::Result<()> {
    let mut medians: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for size in sizes {
        let folder = data.with_file_name(format!("{}-{size}", data.display()));
        let config = Config { data: Some(folder.clone()), ..config.clone() };
        let journal = loaded(&config, &folder, *size).await?;
        let router = web::router(serve::app(&config, journal.clone())?);
        let pages = pages::of(&journal, &router).await?;
        for (name, median) in crowd::medians(&folder, &pages)? {
            medians.entry(name).or_default().push(median);
        }
    }
    let heads: Vec<_> = sizes.iter().map(|size| format!("{size:>10}")).collect();
    println!("median in ms, 1 connection, by reports\n{:60} {}", "", heads.join(" "));
    for (name, medians) in medians {
        let cells: Vec<_> = medians.iter().map(|median| format!("{median:10.2}")).collect();
        println!("{name:60} {}", cells.join(" "));
    }
    Ok(())
}
