/// Sums of parts of rows in one register.
enum RowSum<Block> {}

extension RowSum<SIMD32<Int16>> {
    /// Writes `start` plus the rows with these numbers, from the number `block` on.
    @inline(__always)
    static func write(
        _ start: UnsafePointer<Int16>, _ rows: UnsafePointer<Int16>, _ numbersOfRows: UnsafePointer<UInt32>,
        _ count: Int, numbers: Int, block: Int, into sum: UnsafeMutablePointer<Int16>
    ) {
        var total = UnsafeRawPointer(start + block).loadUnaligned(as: SIMD32<Int16>.self)
        for index in 0..<count {
            let row = rows + (Int(numbersOfRows[index]) &* numbers &+ block)
            total &+= UnsafeRawPointer(row).loadUnaligned(as: SIMD32<Int16>.self)
        }
        UnsafeMutableRawPointer(sum + block).storeBytes(of: total, as: SIMD32<Int16>.self)
    }
}

extension RowSum<SIMD16<Int16>> {
    /// Writes `start` plus the rows with these numbers, from the number `block` on.
    @inline(__always)
    static func write(
        _ start: UnsafePointer<Int16>, _ rows: UnsafePointer<Int16>, _ numbersOfRows: UnsafePointer<UInt32>,
        _ count: Int, numbers: Int, block: Int, into sum: UnsafeMutablePointer<Int16>
    ) {
        var total = UnsafeRawPointer(start + block).loadUnaligned(as: SIMD16<Int16>.self)
        for index in 0..<count {
            let row = rows + (Int(numbersOfRows[index]) &* numbers &+ block)
            total &+= UnsafeRawPointer(row).loadUnaligned(as: SIMD16<Int16>.self)
        }
        UnsafeMutableRawPointer(sum + block).storeBytes(of: total, as: SIMD16<Int16>.self)
    }
}
