package edge

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/strict"
)

// JSON reads a body into one of the contract's types. It fails with fault.Malformed when the body is not one unambiguous
// JSON value, and with fault.Invalid, naming each field, when a field is unknown, missing or of the wrong type.
func JSON[T any](raw []byte) (T, error) {
	var v T
	if len(raw) == 0 {
		return v, fault.Malformed.Errorf("the body is missing")
	}
	if err := strict.Check(raw); err != nil {
		return v, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var loose any
	if err := d.Decode(&loose); err != nil {
		return v, fault.Malformed.Wrap(err, "the body is not JSON")
	}
	if bad := misfits(nil, "", loose, reflect.TypeFor[T]()); len(bad) > 0 {
		const most = 50
		bad = bad[:min(len(bad), most)]
		return v, fault.At(fault.Invalid.Errorf("the body does not have the form of the contract"), bad...)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, fault.Invalid.Wrap(err, "the body does not have the form of the contract")
	}
	return v, nil
}
