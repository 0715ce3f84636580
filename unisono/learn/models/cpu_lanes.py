"""Sixteen numbers that go through compiled arithmetic together, as a type of numba.

numba leaves it to LLVM to find loops that processors can do several steps of at a time, and in
loops as those of attention it does not find them. Here the steps are written as such: *lanes*
are sixteen float32, one register of AVX-512 or two of AVX2, that are loaded from a row of an
array, stored there, added, subtracted and multiplied. Features are few, and known when a
function is compiled: they are the length of a tuple of lanes, which stays in registers.

Functions of this module are called from compiled functions only. They check no bounds: arrays
are C-contiguous, and rows as long as `padded` says.
"""
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201, ANN202, ARG001

import operator

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

COUNT = 16

_FLOATS = ir.VectorType(ir.FloatType(), COUNT)
_INTEGERS = ir.VectorType(ir.IntType(32), COUNT)
_CONTRACT = ("contract",)
"""A product and a sum may be one operation, as they are everywhere else."""
_LEAST = -126.0
"""Two to its power is the least normal float32; of what is below, the power is the same."""
_POWERS = (1.8775767e-3, 8.9893397e-3, 5.5826318e-2, 2.4015361e-1, 6.9315308e-1, 9.9999994e-1)
"""2^x within 0 and 1, to 2e-7: minimax polynomial of degree 5, highest power first."""


class Lanes(types.Type):
    """The type; it is `lanes` below."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


lanes = Lanes()


@register_model(Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, of) -> None:
        super().__init__(manager, of, _FLOATS)


@numba.njit(nogil=True)
def padded(steps):
    """The least length of a row for so many steps."""
    return (steps + COUNT - 1) // COUNT * COUNT


@intrinsic
def spread(context, number):
    """A number in all lanes."""

    def generate(_, builder, __, arguments):
        return _spread(builder, arguments[0])

    return lanes(types.float32), generate


@intrinsic
def load(context, row, at):
    """Lanes from a row, from a place on."""

    def generate(context, builder, signature, arguments):
        return _load(builder, _place(context, builder, signature, arguments, [arguments[1]]))

    return lanes(row, types.intp), generate


@intrinsic
def store(context, row, at, one):
    """Write lanes to a row, from a place on."""

    def generate(context, builder, signature, arguments):
        place = _place(context, builder, signature, arguments, [arguments[1]])
        _store(builder, arguments[2], place)
        return context.get_dummy_value()

    return types.void(row, types.intp, lanes), generate


@intrinsic
def load_all(context, rows, at, width):
    """Lanes from each of as many rows as the tuple `width` is long: a tuple."""
    several = types.UniTuple(lanes, len(width))

    def generate(context, builder, signature, arguments):
        found = []
        for number in range(len(width)):
            index = [ir.Constant(ir.IntType(64), number), arguments[1]]
            found.append(_load(builder, _place(context, builder, signature, arguments, index)))
        return context.make_tuple(builder, several, found)

    return several(rows, types.intp, width), generate


@intrinsic
def store_all(context, rows, at, several):
    """Write a tuple of lanes to as many rows."""

    def generate(context, builder, signature, arguments):
        for number in range(len(several)):
            index = [ir.Constant(ir.IntType(64), number), arguments[1]]
            place = _place(context, builder, signature, arguments, index)
            _store(builder, builder.extract_value(arguments[2], number), place)
        return context.get_dummy_value()

    return types.void(rows, types.intp, several), generate


@intrinsic
def dot(context, several, rows, at):
    """Sum of a tuple of lanes, each times the number that its row has at a place."""

    def generate(context, builder, signature, arguments):
        total = None
        for number in range(len(several)):
            factor = _number(context, builder, signature, arguments, number)
            one = builder.extract_value(arguments[0], number)
            product = builder.fmul(one, factor, flags=_CONTRACT)
            total = builder.fadd(total, product, flags=_CONTRACT) if number else product
        return total

    return lanes(several, rows, types.intp), generate


@intrinsic
def add_outer(context, several, rows, at, by):
    """A tuple of lanes, to each of which is added `by` times what its row has at a place."""

    def generate(context, builder, signature, arguments):
        found = []
        for number in range(len(several)):
            factor = _number(context, builder, signature, arguments, number)
            product = builder.fmul(arguments[3], factor, flags=_CONTRACT)
            one = builder.extract_value(arguments[0], number)
            found.append(builder.fadd(one, product, flags=_CONTRACT))
        return context.make_tuple(builder, several, found)

    return several(several, rows, types.intp, lanes), generate


@intrinsic
def highest(context, one, other):
    """The greater of two, lane by lane."""

    def generate(_, builder, __, arguments):
        return builder.select(builder.fcmp_ordered(">", *arguments), *arguments)

    return lanes(lanes, lanes), generate


@intrinsic
def exp2(context, one):
    """Two to the power of each lane, which must be below 127."""

    def generate(_, builder, __, arguments):
        least = _constant(_LEAST)
        held = builder.fcmp_ordered(">", arguments[0], least)
        power = builder.select(held, arguments[0], least)
        kind = ir.FunctionType(_FLOATS, [_FLOATS])
        floor = cgutils.get_or_insert_function(builder.module, kind, f"llvm.floor.v{COUNT}f32")
        below = builder.call(floor, [power])
        part = builder.fsub(power, below)
        found = _constant(_POWERS[0])
        for factor in _POWERS[1:]:
            found = builder.fmul(found, part, flags=_CONTRACT)
            found = builder.fadd(found, _constant(factor), flags=_CONTRACT)
        # the whole part is what a float32 has for an exponent
        whole = builder.add(builder.fptosi(below, _INTEGERS), _constant(127, _INTEGERS))
        bits = builder.shl(whole, _constant(23, _INTEGERS))
        return builder.fmul(found, builder.bitcast(bits, _FLOATS))

    return lanes(lanes), generate


def _operation(of, name):
    """Let an operator of Python work on lanes."""

    @intrinsic
    def operation(context, one, other):
        def generate(_, builder, __, arguments):
            return getattr(builder, name)(*arguments, flags=_CONTRACT)

        return lanes(lanes, lanes), generate

    @overload(of)
    def typed(one, other):
        if isinstance(one, Lanes) and isinstance(other, Lanes):
            return lambda one, other: operation(one, other)  # noqa: PLW0108 - numba wants a function
        return None


for _of, _name in (
    (operator.add, "fadd"),
    (operator.iadd, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
):
    _operation(_of, _name)


def _constant(value, kind=_FLOATS):
    return ir.Constant(kind, [value] * COUNT)


def _spread(builder, number):
    undefined = ir.Constant(_FLOATS, ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, undefined, _constant(0, _INTEGERS))


def _place(context, builder, signature, arguments, index, which=0):
    """Where an entry of an array argument is."""
    array = context.make_array(signature.args[which])(context, builder, arguments[which])
    shape = cgutils.unpack_tuple(builder, array.shape)
    place = index[0]
    for length, one in zip(shape[1:], index[1:], strict=True):
        place = builder.add(builder.mul(place, length), one)
    return builder.gep(array.data, [place])


def _load(builder, place):
    one = builder.load(builder.bitcast(place, _FLOATS.as_pointer()))
    one.align = 4
    return one


def _number(context, builder, signature, arguments, number):
    """In all lanes, the number at (number, `at`) of the array that is the second argument."""
    index = [ir.Constant(ir.IntType(64), number), arguments[2]]
    return _spread(builder, builder.load(_place(context, builder, signature, arguments, index, 1)))


def _store(builder, one, place):
    builder.store(one, builder.bitcast(place, _FLOATS.as_pointer()), align=4)
