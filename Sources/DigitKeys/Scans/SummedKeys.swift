import CKernels
import Platform

/// Keys a digit a byte, in blocks of 64, heaviest place first, for the scan that computes whole distances in 16 bits
/// (key_scan_sums.c). A query needs no tables of its own, which is what makes small dictionaries fast.
struct SummedKeys: BlockScan {
    let count: Int
    let blocksPerTile: Int
    let scratchSize = 0
    private let level: Int32
    private let shape: KeyShape
    private let exitsEarly: Bool
    private let blocks: Slab<UInt8>
    private let weights: Slab<UInt16>
    private let places: Slab<Int32>
    private let tables: Slab<UInt8>
    private let chunk: Int

    /// Distances up to 65,534 fit 16 bits and leave a value for "no key"; a digit's cost must fit a byte.
    static func fits(_ distance: DigitDistance) -> Bool {
        distance.maximum < UInt64(UInt16.max) && distance.penalty + 9 <= 255
    }

    /// - Precondition: `fits(distance)`.
    init(keys: KeyPlanes, distance: DigitDistance, form: Kernel, exitsEarly: Bool) {
        precondition(Self.fits(distance), "distances do not fit 16 bits")
        let order = DigitOrder(distance)
        let digits = order.digits
        let blockSize = digits.count * 64
        count = keys.count
        shape = distance.shape
        self.exitsEarly = exitsEarly
        level = form.scanLevel
        blocksPerTile = max(1, 32_768 / blockSize)
        blocks = Slab(count: (keys.count + 63) / 64 * blockSize) { blocks in
            for (plane, digit) in digits.enumerated() {
                for key in 0..<keys.count {
                    blocks[key / 64 * blockSize + plane * 64 + key % 64] =
                        keys.digits.base[digit * keys.stride + key]
                }
            }
        }
        weights = Slab(order.places.map { UInt16(truncatingIfNeeded: distance.weights[$0]) })
        places = Slab(order.places.map { Int32($0) })
        func cost(of key: Int, for query: Int) -> UInt8 {
            query == key || key > 9 ? 0 : UInt8(distance.penalty) + UInt8(abs(query - key))
        }
        tables = Slab((0..<160).map { cost(of: $0 % 16, for: $0 / 16) })
        chunk = 255 / (Int(distance.penalty) + 9)
    }

    struct Query: BitwiseCopyable {
        let digits: UnsafePointer<UInt8>
        var ranking: ck_ranking
    }

    func begin(
        _ digits: UnsafePointer<UInt8>, _ ranking: ck_ranking, scratch: UnsafeMutableRawPointer
    ) -> Query {
        Query(digits: digits, ranking: ranking)
    }

    func scan(_ query: UnsafeMutablePointer<Query>, blocks range: Range<Int>) {
        var keys = ck_sum_keys(
            blocks: blocks.base, count: Int64(count), numbers: Int32(shape.numbers),
            places: Int32(shape.digits),
            weights: weights.base, place_order: places.base, chunk: Int32(chunk), tables: tables.base,
            exits_early: exitsEarly ? 1 : 0)
        ck_sum_scan(
            &keys, &query.pointee.ranking, query.pointee.digits, Int64(range.lowerBound),
            Int64(range.upperBound), level)
    }

    func found(_ query: Query) -> Int { Int(query.ranking.found) }
}
