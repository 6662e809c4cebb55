import Platform

/// The keys of a dictionary in digit planes: all first digits together, then all second digits, and so on.
///
/// Plane `number · D + place` holds that digit of every key, one byte each, padded with zeros to a whole number
/// of lanes.
public struct KeyPlanes: Sendable {
    /// Keys handled together by a vector kernel; planes are padded to a multiple of it.
    public static let lanes = 64

    /// Shape of every key.
    public let shape: KeyShape
    /// Number of keys.
    public let count: Int
    /// Bytes in a plane.
    public let stride: Int
    let digits: Slab<UInt8>

    /// Lays out `keys`, each `shape.numbers` numbers.
    ///
    /// - Complexity: O(keys · digits).
    public init(keys: [[UInt64]], shape: KeyShape) {
        self.shape = shape
        count = keys.count
        stride = (keys.count + Self.lanes - 1) / Self.lanes * Self.lanes
        let stride = self.stride
        digits = Slab(count: stride * shape.digitCount) { planes in
            for (index, key) in keys.enumerated() {
                for (plane, digit) in KeyNumbers.digits(of: key, shape: shape).enumerated() {
                    planes[plane * stride + index] = digit
                }
            }
        }
    }

    /// The digits of one key.
    ///
    /// - Complexity: O(digits).
    public func digits(of index: Int) -> [UInt8] {
        precondition(index >= 0 && index < count, "no key \(index)")
        return (0..<shape.digitCount).map { digits[$0 * stride + index] }
    }
}
