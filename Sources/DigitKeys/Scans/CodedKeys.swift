import CKernels
import Platform

/// Keys as codes of two digits in a byte, in blocks of 64, heaviest digits first, for the scan by bounds of one byte
/// (key_scan_bound.c, which has the proof). It is exact for every shape, factor and penalty.
struct CodedKeys: BlockScan {
    let count: Int
    let blocksPerTile: Int
    let scratchSize: Int
    private let level: Int32
    private let planes: Int
    private let exitsEarly: Bool
    private let maximum: UInt64
    private let blocks: Slab<UInt8>
    /// The digit of a key at each place of the order; a missing last one is digit 0.
    private let order: Slab<Int32>
    private let rows: Slab<UInt16>
    private let floatCosts: Slab<Float>
    private let costs: Slab<UInt64>
    private let digitsOfCode: Slab<UInt16>

    /// Costs of differences −9 to 9, padded.
    private static let costStride = 20
    /// What a byte holds where there is no key: its table entries are 255, and no bound that large is looked at.
    private static let padding: (nibbles: UInt8, classes: UInt8) = (0xFF, 63)

    init(keys: KeyPlanes, distance: DigitDistance, form: Kernel, exitsEarly: Bool) {
        let order = DigitOrder(distance).digits
        let planes = (order.count + 1) / 2
        let code = form == .vbmi ? Self.classCode : Self.nibbleCode
        let filler = form == .vbmi ? Self.padding.classes : Self.padding.nibbles
        count = keys.count
        self.planes = planes
        self.exitsEarly = exitsEarly
        maximum = distance.maximum
        level = form.scanLevel
        // With an early exit a quarter of a tile's bytes is looked at.
        blocksPerTile = max(4, (exitsEarly ? 131_072 : 32_768) / (planes * 64))
        scratchSize = (planes * (96 + 2 + 8) + 63) / 64 * 64
        blocks = Slab(count: (keys.count + 63) / 64 * planes * 64) { blocks in
            for plane in 0..<planes {
                let first = order[2 * plane] * keys.stride
                let second = 2 * plane + 1 < order.count ? order[2 * plane + 1] * keys.stride : nil
                for key in 0..<(keys.count + 63) / 64 * 64 {
                    let place = key / 64 * planes * 64 + plane * 64 + key % 64
                    guard key < keys.count else {
                        blocks[place] = filler
                        continue
                    }
                    blocks[place] = code(
                        keys.digits.base[first + key], second.map { keys.digits.base[$0 + key] } ?? 0)
                }
            }
        }
        var padded = order.map { Int32($0) }
        var rows = order.map { UInt16($0 % distance.shape.digits) }
        if order.count % 2 == 1 {
            padded.append(-1)
            rows.append(UInt16(distance.shape.digits))
        }
        self.order = Slab(padded)
        self.rows = Slab(rows)
        // The last row is for a digit that only fills a byte: it costs nothing.
        let weights = distance.weights + [0]
        let steps = (0..<Self.costStride).map { place -> UInt64 in
            let difference = UInt64(abs(place - 9))
            return difference == 0 ? 0 : distance.penalty + difference
        }
        costs = Slab(weights.flatMap { weight in steps.map { weight * $0 } })
        floatCosts = Slab(
            weights.enumerated().flatMap { row, weight in
                (0..<16).map { difference -> Float in
                    guard row < distance.shape.digits, difference > 0 else { return 0 }
                    if difference > 9 { return .infinity }
                    return Float(weight * (distance.penalty + UInt64(difference)))
                }
            })
        var digitsOfCode = [UInt16](repeating: 0, count: 256)
        for first: UInt8 in 0...9 {
            for second: UInt8 in 0...9 {
                digitsOfCode[Int(code(first, second))] = UInt16(first) | UInt16(second) << 8
            }
        }
        self.digitsOfCode = Slab(digitsOfCode)
    }

    /// The first digit in the low half, the second in the high half.
    private static func nibbleCode(_ first: UInt8, _ second: UInt8) -> UInt8 { first | second << 4 }

    /// The first digit and the class of the second in six bits, and which digit of its class it is in bit 6: the
    /// classes are {0,1} {2,3} {4,5} {6,7} {8} {9}.
    private static func classCode(_ first: UInt8, _ second: UInt8) -> UInt8 {
        second < 8 ? first * 6 + second / 2 + (second & 1) << 6 : first * 6 + second - 4
    }

    func begin(
        _ digits: UnsafePointer<UInt8>, _ ranking: ck_ranking, scratch: UnsafeMutableRawPointer
    ) -> ck_bound_query {
        let offsets = (scratch + 96 * planes).assumingMemoryBound(to: UInt32.self)
        let ordered = (scratch + 104 * planes).assumingMemoryBound(to: UInt8.self)
        let order = self.order.base
        for place in 0..<2 * planes { ordered[place] = order[place] < 0 ? 0 : digits[Int(order[place])] }
        var query = ck_bound_query(
            ranking: ranking, digits: UnsafePointer(ordered), offsets: offsets,
            tables: scratch.assumingMemoryBound(to: UInt8.self), rate: 0, limit: 0, used_planes: 0,
            first_planes: 0, seen: 0, passed: 0)
        withKeys { ck_bound_begin($0, &query, level) }
        return query
    }

    func scan(_ query: UnsafeMutablePointer<ck_bound_query>, blocks: Range<Int>) {
        withKeys { ck_bound_scan($0, query, Int64(blocks.lowerBound), Int64(blocks.upperBound), level) }
    }

    func found(_ query: ck_bound_query) -> Int { Int(query.ranking.found) }

    @inline(__always)
    private func withKeys(_ body: (UnsafePointer<ck_bound_keys>) -> Void) {
        var keys = ck_bound_keys(
            blocks: blocks.base, count: Int64(count), planes: Int32(planes), rows: rows.base,
            row_count: Int32(floatCosts.count / 16), float_costs: floatCosts.base, costs: costs.base,
            digits_of_code: digitsOfCode.base, maximum: maximum, exits_early: exitsEarly ? 1 : 0)
        withUnsafePointer(to: &keys, body)
    }
}

extension Kernel {
    /// The level as the kernels in C know it.
    var scanLevel: Int32 {
        switch self {
        case .scalar, .simd, .avx2: Int32(ck_scan_avx2.rawValue)
        case .avx512: Int32(ck_scan_avx512.rawValue)
        case .vbmi: Int32(ck_scan_vbmi.rawValue)
        case .neon: Int32(ck_scan_neon.rawValue)
        }
    }
}
