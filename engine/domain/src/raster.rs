//! A grey raster, as any reader of pixels delivers it. It knows nothing of files or of text.

/// A grey image: one byte a pixel, row after row from the top, 0 black, 255 white.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GreyRaster {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl GreyRaster {
    /// `None` when `pixels` is not `width` x `height` bytes, or a side is zero.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        (width > 0 && height > 0 && width.checked_mul(height) == Some(pixels.len())).then_some(Self { width, height, pixels })
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Width and height, pixels.
    pub fn size_px(&self) -> [u32; 2] {
        [self.width, self.height].map(|side| u32::try_from(side).unwrap_or(u32::MAX))
    }

    /// The bytes, row after row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raster_has_as_many_bytes_as_pixels() {
        assert!(GreyRaster::new(2, 3, vec![0; 6]).is_some_and(|raster| raster.size_px() == [2, 3]));
        assert!(GreyRaster::new(2, 3, vec![0; 5]).is_none());
        assert!(GreyRaster::new(0, 3, Vec::new()).is_none());
        assert!(GreyRaster::new(usize::MAX, 2, Vec::new()).is_none());
    }
}
