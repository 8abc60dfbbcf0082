//! Isotonic regression: the closest values to what is wanted that do not decrease.

/// Changes `wanted` to the sequence without decrease for which the sum of squared differences, each times
/// its weight, is least. Neighbours that are in the wrong order get their common mean.
pub(super) fn regress(wanted: &mut [f64], weights: &[f64]) {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(wanted.len());
    for (&value, &weight) in wanted.iter().zip(weights) {
        let mut block = (value, weight, 1);
        while let Some(&(last, last_weight, last_count)) = blocks.last()
            && last > block.0
        {
            blocks.pop();
            let sum = last_weight + block.1;
            block = ((last * last_weight + block.0 * block.1) / sum, sum, last_count + block.2);
        }
        blocks.push(block);
    }
    let mut at = 0;
    for (value, _, count) in blocks {
        wanted[at..at + count].fill(value);
        at += count;
    }
}

#[cfg(test)]
mod tests {
    use super::regress;

    #[test]
    fn neighbours_in_the_wrong_order_get_their_mean() {
        let mut values = [1.0, 5.0, 3.0, 4.0, 9.0];
        regress(&mut values, &[1.0; 5]);
        assert_eq!(values, [1.0, 4.0, 4.0, 4.0, 9.0]);
        let mut values = [4.0, 0.0];
        regress(&mut values, &[3.0, 1.0]);
        assert_eq!(values, [3.0, 3.0]);
    }
}
