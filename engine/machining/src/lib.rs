//! placeholder

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_shop_hangs_together() {
        let shop = trusquin_domain::Shop::from_toml(include_str!("../../../datasets/demo_shop/shop.toml")).unwrap();
        assert!(shop.material.len() > 25);
    }
}
