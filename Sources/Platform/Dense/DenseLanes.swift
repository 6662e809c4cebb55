import COpenBLAS

/// A vector of 64 bytes. The operations are named one by one because only those on concrete vector types
/// compile to vector instructions; the standard library's generic ones are loops over the lanes.
protocol DenseLanes {
    associatedtype Element: BinaryFloatingPoint & BitwiseCopyable & Sendable
    static var width: Int { get }
    static func load(_ pointer: UnsafePointer<Element>) -> Self
    func store(_ pointer: UnsafeMutablePointer<Element>)
    static func all(_ value: Element) -> Self
    func plus(_ other: Self) -> Self
    func minus(_ other: Self) -> Self
    func times(_ other: Self) -> Self
    /// The smaller number of each lane, and the smallest of all.
    func least(_ other: Self) -> Self
    func leastLane() -> Element
    /// Whether any number is at most `limit`.
    func isAnyAtMost(_ limit: Self) -> Bool
    /// `sums_j = Σ_i values_ij` by the library: the product of the transposed matrix with `ones`.
    static func columnSums(
        _ library: OpenBLAS, _ values: UnsafePointer<Element>, rows: Int, columns: Int,
        ones: UnsafePointer<Element>, sums: UnsafeMutablePointer<Element>)
    /// −2 · values · centresᵀ by the library, into rows of `stride` numbers.
    static func rowProducts(
        _ library: OpenBLAS, _ values: UnsafePointer<Element>, rows: Int, columns: Int,
        centers: UnsafePointer<Element>, count: Int, products: UnsafeMutablePointer<Element>, stride: Int)
}

extension DenseLanes {
    /// The unit roundoff of the elements: half the distance from 1 to the next number.
    static var roundoff: Double { Double(Element.ulpOfOne) / 2 }

    /// `count`, rounded up to whole vectors.
    static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }
}

extension SIMD16<Float>: DenseLanes {
    typealias Element = Float
    static var width: Int { 16 }
    @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Self {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
    }
    @inline(__always) func store(_ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD16<Float>.self)
    }
    @inline(__always) static func all(_ value: Float) -> Self { SIMD16<Float>(repeating: value) }
    @inline(__always) func plus(_ other: Self) -> Self { self + other }
    @inline(__always) func minus(_ other: Self) -> Self { self - other }
    @inline(__always) func times(_ other: Self) -> Self { self * other }
    @inline(__always) func least(_ other: Self) -> Self { replacing(with: other, where: other .< self) }
    @inline(__always) func leastLane() -> Float { self.min() }
    @inline(__always) func isAnyAtMost(_ limit: Self) -> Bool { any(self .<= limit) }
    static func columnSums(
        _ library: OpenBLAS, _ values: UnsafePointer<Float>, rows: Int, columns: Int,
        ones: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
    ) {
        let (height, width) = (blasint(rows), blasint(columns))
        library.sgemv(CblasRowMajor, CblasTrans, height, width, 1, values, width, ones, 1, 0, sums, 1)
    }
    static func rowProducts(
        _ library: OpenBLAS, _ values: UnsafePointer<Float>, rows: Int, columns: Int,
        centers: UnsafePointer<Float>, count: Int, products: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let (height, width, length) = (blasint(rows), blasint(columns), blasint(stride))
        library.sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, height, blasint(count), width, -2, values, width,
            centers,
            width, 0, products, length)
    }
}

extension SIMD8<Double>: DenseLanes {
    typealias Element = Double
    static var width: Int { 8 }
    @inline(__always) static func load(_ pointer: UnsafePointer<Double>) -> Self {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
    }
    @inline(__always) func store(_ pointer: UnsafeMutablePointer<Double>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD8<Double>.self)
    }
    @inline(__always) static func all(_ value: Double) -> Self { SIMD8<Double>(repeating: value) }
    @inline(__always) func plus(_ other: Self) -> Self { self + other }
    @inline(__always) func minus(_ other: Self) -> Self { self - other }
    @inline(__always) func times(_ other: Self) -> Self { self * other }
    @inline(__always) func least(_ other: Self) -> Self { replacing(with: other, where: other .< self) }
    @inline(__always) func leastLane() -> Double { self.min() }
    @inline(__always) func isAnyAtMost(_ limit: Self) -> Bool { any(self .<= limit) }
    static func columnSums(
        _ library: OpenBLAS, _ values: UnsafePointer<Double>, rows: Int, columns: Int,
        ones: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>
    ) {
        let (height, width) = (blasint(rows), blasint(columns))
        library.dgemv(CblasRowMajor, CblasTrans, height, width, 1, values, width, ones, 1, 0, sums, 1)
    }
    static func rowProducts(
        _ library: OpenBLAS, _ values: UnsafePointer<Double>, rows: Int, columns: Int,
        centers: UnsafePointer<Double>, count: Int, products: UnsafeMutablePointer<Double>, stride: Int
    ) {
        let (height, width, length) = (blasint(rows), blasint(columns), blasint(stride))
        library.dgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, height, blasint(count), width, -2, values, width,
            centers,
            width, 0, products, length)
    }
}
